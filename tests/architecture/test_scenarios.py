"""The table of scenarios names tests that exist and that claim the scenario of their row."""

import re

from tests.architecture.traceability import SCENARIOS, proofs
from tests.support.tree import ROOT

ROW = re.compile(r"^\| (SC-\d\d)( \[A\])? ")
NAMED = re.compile(r"`(test_\w+\.py::test_\w+)`")


def test_every_test_of_the_table_of_scenarios_exists_and_claims_its_scenario() -> None:
    lines = (ROOT / "docs/procedure/scenarios.md").read_text(encoding="utf-8").splitlines()
    rows = {found[1]: (line, bool(found[2])) for line in lines if (found := ROW.match(line))}
    assert tuple(rows) == SCENARIOS
    for scenario, (line, adversarial) in rows.items():
        named, claimed = NAMED.findall(line), {proof.rpartition("/")[2] for proof in proofs()[scenario]}
        assert set(named) <= claimed, scenario
        assert len(named) >= 1 + adversarial, scenario
