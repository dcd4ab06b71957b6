"""SC-13: a superior's letter, consent, a designated committee, then acceptance; the letter serves that once."""

from pathlib import Path

import pytest

from tests.support.office import ADMIN, COMMITTEE_OFFICE
from tests.support.recognition import PTO, designated_letter, entrusted, superiors_letter
from tests.support.running import HttpRefusedError, dated_office

pytestmark = pytest.mark.covers("SC-13", "R-ENT-2", "R-ENT-3", "R-ENT-4", "S2.4h", "S2.4i")


def test_the_designated_committee_accepts_on_the_letter_and_the_letter_is_spent(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        person = world.register()
        other = world.register("李样本", "349900199003150028")
        declaration, others = entrusted(world, person, other)
        accept = {"declaration_id": str(declaration)}
        with pytest.raises(HttpRefusedError) as without:
            world.do(COMMITTEE_OFFICE, "accept-by-committee", **accept)
        assert (without.value.status, without.value.problem["rule_id"]) == (409, "R-ENT-2")

        letter = designated_letter(world, person, world.committee_id)
        world.on("2022-08-10")
        world.do(COMMITTEE_OFFICE, "accept-by-committee", letter_id=letter, **accept)
        assert world.ask(ADMIN, "show-declaration", declaration_id=declaration).state == "ACCEPTED"
        shown = world.ask(PTO, "show-letter", letter_id=letter)
        assert (shown.state, shown.used_by, shown.designated_on) == ("USED", str(declaration), "2022-08-03")

        with pytest.raises(HttpRefusedError) as again:
            world.do(COMMITTEE_OFFICE, "accept-by-committee", letter_id=letter, **accept)
        assert again.value.problem["code"] == "wrong_state"
        with pytest.raises(HttpRefusedError) as spent:
            world.do(PTO, "withdraw-letter", letter_id=letter, **world.paper())
        assert spent.value.problem["rule_id"] == "R-ENT-4"
        with pytest.raises(HttpRefusedError) as twice:
            superiors_letter(world, person)
        assert twice.value.problem["code"] == "already_exists"
        with pytest.raises(HttpRefusedError) as stolen:
            world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=str(others), letter_id=letter)
        assert stolen.value.problem["rule_id"] == "R-ENT-4"
