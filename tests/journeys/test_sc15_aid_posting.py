"""SC-15: a title obtained in Tibet is recognised after a year to the day, without a document, and not a day sooner."""

from pathlib import Path

import pytest

from tests.support.office import ADMIN, APPROVER, HR
from tests.support.recognition import HEAD_OF_HR, PEER, answers, obtained_there, returned, sent_to_tibet
from tests.support.running import HttpRefusedError, dated_office

pytestmark = pytest.mark.covers("SC-15", "S2.4c", "S2.4d", "S2.4e", "S2.4f", "R-AID-2", "R-AID-3", "R-AID-4")


def test_a_title_of_an_aid_posting_is_recognised_by_the_rules_alone(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        whole = world.register("钱援派", "349900198808080069")
        posting = sent_to_tibet(world, whole)
        evaluation = obtained_there(world, posting)
        with pytest.raises(HttpRefusedError) as running:
            world.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
        assert (running.value.problem["code"], running.value.problem["rule_id"]) == ("wrong_state", "R-AID-3")
        returned(world, posting)
        with pytest.raises(HttpRefusedError) as alone:
            world.do(HR, "recognise-aid-title", evaluation_id=evaluation)
        assert alone.value.problem["rule_id"] == "R-STEP-3"
        world.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
        (title,) = world.ask(ADMIN, "list-titles", person_id=whole).rows
        assert (title.origin, title.state, title.approval_document_no) == ("AID_RECOGNITION", "GRANTED", "")
        assert (title.source_authority, title.source_certificate_no) == (PEER, "XZ-2021-0007")
        (row,) = world.issue(APPROVER, title_ids=[title.id]).rows
        assert (row.state, row.code) == ("REFUSED", "rule_refused")

        short = world.register("张示例", "349900198501010015")
        posting = sent_to_tibet(world, short, planned_end="2022-02-27")
        evaluation = obtained_there(world, posting)
        returned(world, posting, "2022-02-27")
        with pytest.raises(HttpRefusedError) as refused:
            world.do(HEAD_OF_HR, "recognise-aid-title", evaluation_id=evaluation)
        assert refused.value.problem["rule_id"] == "R-AID-3"
        assert refused.value.problem["findings"][0]["outcome"] == "FORMAL_CONFIRMATION"
        shown = world.ask(HR, "show-aid-evaluation", evaluation_id=evaluation)
        assert (shown.outcome, answers(shown)["R-AID-3"]) == ("FORMAL_CONFIRMATION", "NO")
        assert world.ask(ADMIN, "list-titles", person_id=short).rows == []
