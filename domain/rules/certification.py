"""R-CERT: when a title may carry a certificate."""

from domain.finding import Finding, found
from domain.standing import TitleFacts
from domain.values import Scope


def r_cert_1(title: TitleFacts) -> Finding:
    """Only an effective title, and never one that holds inside a single unit (S2.3c)."""
    certifiable = title.effective and title.scope is not Scope.UNIT_INTERNAL
    return found("R-CERT-1", "S2.6f", certifiable, effective=title.effective, scope=title.scope.value)


def r_cert_2(known_no: str, last_version: int, certificate_no: str, version: int) -> Finding:
    """One number for ever: a title's certificate keeps it, and versions rise by one (R-CERT-3)."""
    same = known_no in ("", certificate_no)
    return found("R-CERT-2", "S2.6f", same and version == last_version + 1, same_number=same, version=version)
