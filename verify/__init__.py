"""Check professional-title certificates without asking anyone: `decide(presented, trust, at) -> Verdict`.

Installed alone as `zhicheng-verify`. Formats: docs/formats in the project's repository.
"""

from .decision import decide
from .trust import TrustSnapshot
from .verdict import Certificate, Fact, Integrity, IntegrityState, Outcome, Policy, Verdict

__all__ = [
    "Certificate",
    "Fact",
    "Integrity",
    "IntegrityState",
    "Outcome",
    "Policy",
    "TrustSnapshot",
    "Verdict",
    "decide",
]
