"""Runs inside an empty environment that holds the verifier's wheel: judges it by the vectors, given as the argument.

It must import nothing of this tree. Prints how many cases it judged.
"""

import base64
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from zhicheng_verify import Policy, TrustSnapshot, decide  # type: ignore[import-not-found]  # only the wheel holds it


def main() -> None:
    judged = 0
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        tree = json.loads(path.read_text(encoding="utf-8"))
        trust = TrustSnapshot.from_targets({name: base64.b64decode(data) for name, data in tree["trust"].items()})
        for case in tree["cases"]:
            policy = case.get("policy") or {}
            verdict = decide(
                case["presented"] if "presented" in case else base64.b64decode(case["presented_b64"]),
                trust,
                datetime.fromisoformat(case["at"]),
                Policy(
                    max_age=timedelta(days=policy.get("max_age_days", 7)),
                    skew=timedelta(seconds=policy.get("skew_seconds", 300)),
                ),
            )
            assert verdict.to_dict() == case["expect"], f"{path.name}: {case['name']}"
            judged += 1
    print(judged)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
