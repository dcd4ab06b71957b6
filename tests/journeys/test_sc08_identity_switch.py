"""SC-08: an expert on record comes back under a new document; a merge that is found out late ends what was begun."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.office import ADMIN, AUDITOR, COUNTY, FIRM, SECOND_ADMIN
from tests.support.running import HttpRefusedError, HttpWorld, dated_office

pytestmark = pytest.mark.covers("SC-08", "S1.2", "S3.4b", "R-INT-1")

PASSPORT = {"kind": "PASSPORT", "number": "C01X00T47", "valid_from": "2018-01-01"}
SECOND_PASSPORT = {"kind": "PASSPORT", "number": "C01X00T48", "valid_from": "2018-01-01"}
CARD_2017 = {"kind": "PERMANENT_RESIDENCE", "number": "DEU340119820505", "valid_from": "2023-06-01"}
CARD_2023 = {"kind": "PERMANENT_RESIDENCE", "number": "93499919820505001X", "valid_from": "2023-12-01"}


def test_a_record_is_not_left_behind_with_the_passport(each_home_of_2022: Path) -> None:
    with dated_office(each_home_of_2022) as world:
        world.found()
        vetoed = [_expert(world, PASSPORT, "Anna Muster"), _expert(world, SECOND_PASSPORT, "Otto Beispiel")]
        for n, person in enumerate(vetoed):
            _permit(world, person, n)
            _veto(world, person)
        _season_2024(world)
        _the_same_name_is_held_and_after_the_merge_refused(world, vetoed[0])
        _another_name_gets_in_and_is_stopped_by_the_merge(world, vetoed[1])


def _the_same_name_is_held_and_after_the_merge_refused(world: HttpWorld, vetoed: UUID) -> None:
    again = _expert(world, CARD_2023, "anna MUSTER")
    declaration = world.draft(again, season=2024)
    with pytest.raises(HttpRefusedError) as held:
        world.submit(again, declaration)
    assert (held.value.problem["code"], held.value.problem["rule_id"]) == ("needs_human", "R-INT-1")
    pairs = {row.person_id: row.may_also_be for row in world.ask(ADMIN, "list-duplicates").rows}
    assert pairs[str(again)] == [str(vetoed)]
    _merge(world, again, vetoed)
    with pytest.raises(HttpRefusedError) as refused:
        world.submit(again, declaration)
    assert (refused.value.problem["code"], refused.value.problem["rule_id"]) == ("rule_refused", "R-INT-1")
    assert refused.value.problem["findings"][0]["last_day"] == "2025-08-15"


def _another_name_gets_in_and_is_stopped_by_the_merge(world: HttpWorld, vetoed: UUID) -> None:
    again = _expert(world, CARD_2017, "奥托·范例")
    declaration = world.draft(again, season=2024)
    world.submit(again, declaration)
    _merge(world, again, vetoed)
    shown = world.ask(ADMIN, "show-declaration", declaration_id=declaration)
    assert shown.state == "CANCELLED"
    (reaction,) = world.ask(AUDITOR, "list-reactions", subject_id=declaration).rows
    assert (reaction.cause.topic, reaction.document_ref) == ("PersonsMerged", "身份核查1号")
    (record,) = world.ask(ADMIN, "show-integrity", person_id=again).records
    assert record.last_day == "2025-08-15"


def _expert(world: HttpWorld, document: dict[str, str], name: str) -> UUID:
    who = {"person_name": name, "origin": "FOREIGN", "birth_date": "1982-05-05", "document": document}
    person = UUID(world.do(ADMIN, "register-person", **who).id)
    world.do(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=FIRM,
        contract="LABOUR",
        signed_on="2018-03-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2018-03-01",
    )
    this_year = int(str(world.paper()["legal_date"])[:4])
    world.educate(person, range(this_year - 5, this_year))
    return person


def _permit(world: HttpWorld, person: UUID, n: int) -> None:
    permit: dict[str, Any] = {
        "kind": "WORK_PERMIT",
        "number": f"34A201800012{n}",
        "issuer_province": "34",
        "valid_from": "2018-01-01",
        "valid_to": "2023-12-31",
    }
    world.do(ADMIN, "add-identity-document", person_id=person, document=permit)


def _veto(world: HttpWorld, person: UUID) -> None:
    world.on("2022-07-20")
    declaration = world.submitted(person)
    world.on("2022-08-15")
    world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="PLAGIARISM", evidence_ref="抄袭查证1号")
    world.do(SECOND_ADMIN, "veto-declaration", declaration_id=declaration, **world.paper("虚构人社否〔2022〕1号"))
    assert world.ask(ADMIN, "show-integrity", person_id=person).on_record_until == "2025-08-15"


def _season_2024(world: HttpWorld) -> None:
    world.on("2024-07-20")
    world.do(ADMIN, "open-season", year=2024, **world.paper())
    world.committee_id = world.file_committee("机械高评委2024", since=2024)
    steps = [{"step_name": "county", "unit_uscc": COUNTY}]
    world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=steps)


def _merge(world: HttpWorld, kept: UUID, merged: UUID) -> None:
    pair = {"kept_person_id": kept, "merged_person_id": merged}
    world.do(ADMIN, "merge-persons", **pair, **world.paper("身份核查1号"))
