"""Why a declaration stands where it stands: what was found at each step is kept, and told with words and clauses."""

import json
import sqlite3
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest

from domain.rules.words import WORDS
from registry.errors import NotFound, RuleRefused
from registry.settings import Settings
from tests.support.command_line import zhicheng
from tests.support.office import (
    ADMIN,
    APPROVER,
    AUDITOR,
    CITY,
    COMMITTEE_OFFICE,
    COUNTY,
    COUNTY_REVIEWER,
    HR,
    PHRSS,
    SECOND_ADMIN,
    World,
    applicant,
    opened,
)

pytestmark = pytest.mark.covers("S3.1a", "S3.1b")


def explained(world: World, declaration: UUID, reader: Any = AUDITOR) -> Any:
    return world.ask(reader, "explain-declaration", declaration_id=declaration)


def step(explanation: Any, event: str) -> Any:
    (found,) = [one for one in explanation.steps if one.event == event]
    return found


def test_every_step_keeps_what_the_rules_found_on_its_day(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.found()
        person = world.register()
        declaration = world.granted(person)
        submitted = step(explained(world, declaration), "DeclarationSubmitted")
        rules = {finding.rule_id for finding in submitted.findings if finding.outcome == "HOLDS"}
        assert {"R-ELIG-1", "R-ELIG-2", "R-INT-1", "R-ONE-1", "R-CMT-1", "R-TIME-1"} <= rules
        assert (str(submitted.legal_date), submitted.policy_version) == ("2022-07-20", 1)
        opens = next(f for f in submitted.findings if f.rule_id == "R-TIME-1").facts["opens"]
        assert opens == "2022-07-01"
        world.do(HR, "record-retirement", person_id=person, from_date="2022-12-01")
    with opened(each_store) as world:
        again = explained(world, declaration)
        assert step(again, "DeclarationSubmitted") == submitted
        approved = step(again, "ResultApproved")
        assert approved.document_ref
        assert {"R-STEP-2", "R-TIME-3", "R-PUB-2"} <= {finding.rule_id for finding in approved.findings}
        passed = step(again, "EvaluationPassed")
        vote = next(f for f in passed.findings if f.rule_id == "R-VOTE-2")
        assert vote.facts["yes"] > 0


def test_every_finding_says_what_to_do_in_both_languages(world: World) -> None:
    declaration = world.granted(world.register())
    for one in explained(world, declaration).steps:
        for finding in one.findings:
            assert (finding.zh, finding.en) == (WORDS[finding.rule_id].zh, WORDS[finding.rule_id].en)


@pytest.mark.covers("S3.1b", "S3.6c")
def test_whoever_checks_is_named_as_answering_for_it(world: World) -> None:
    person = world.register()
    declaration = world.recommended(person)
    paper = world.paper("虚构人社处〔2022〕4号")
    world.do(ADMIN, "cancel-for-multiple", declaration_ids=[declaration], **paper)
    steps = explained(world, declaration).steps
    by = {one.event: (one.actor_role, one.unit_uscc, one.document_ref) for one in steps}
    assert by["DeclarationCancelled"] == ("PHRSS_ADMIN", PHRSS, "虚构人社处〔2022〕4号")
    assert by["UnitReviewPassed"][:2] == ("EMPLOYER_HR", HR.unit_uscc)
    reviewed = [one.unit_uscc for one in steps if one.event == "LevelReviewPassed"]
    assert reviewed == [COUNTY, CITY]
    assert all(one.actor_role for one in steps)


@pytest.mark.covers("S3.3a")
def test_what_is_known_of_an_evaluation_is_shared_with_those_it_concerns(world: World) -> None:
    person = world.register()
    declaration = world.granted(person)
    readers = (ADMIN, APPROVER, AUDITOR, COMMITTEE_OFFICE, HR, COUNTY_REVIEWER, applicant(person))
    told = [[(one.event, one.legal_date) for one in explained(world, declaration, reader).steps] for reader in readers]
    assert {"DeclarationSubmitted", "EvaluationPassed", "ResultApproved"} <= {event for event, _ in told[0]}
    assert all(one == told[0] for one in told)


@pytest.mark.covers("R-PRIV-5")
def test_the_counts_of_a_ballot_are_for_those_who_hold_it(world: World) -> None:
    person = world.register()
    declaration = world.granted(person)
    for reader, told in ((applicant(person), False), (HR, False), (COMMITTEE_OFFICE, True), (APPROVER, True)):
        vote = [
            f
            for f in step(explained(world, declaration, reader), "EvaluationPassed").findings
            if f.rule_id.startswith("R-VOTE")
        ]
        assert vote
        assert any(finding.facts for finding in vote) is told
    with pytest.raises(NotFound):
        explained(world, declaration, applicant(declaration))


def test_refusals_are_part_of_the_explanation_for_the_department_and_for_whoever_was_refused(world: World) -> None:
    world.on("2022-06-20")
    person = world.register("赵退休", "349900195507070058")
    declaration = world.draft(person)
    with pytest.raises(RuleRefused):
        world.submit(person, declaration)
    for reader in (AUDITOR, ADMIN, applicant(person)):
        (refused,) = explained(world, declaration, reader).refused
        assert (refused.command, refused.rule_id, refused.clause) == ("submit-declaration", "R-TIME-1", "S3.8a")
        assert refused.findings[0].outcome == "FAILS"
        assert refused.findings[0].en
    assert [f.outcome for f in explained(world, declaration).next if f.rule_id == "R-TIME-1"] == ["FAILS"]


def test_an_event_from_before_findings_were_kept_names_its_rules(settings: Settings) -> None:
    with opened(settings) as world:
        world.found()
        declaration = world.submitted(world.register())
    with closing(sqlite3.connect(settings.events_file)) as store, store:
        wanted = "FROM stored_events WHERE originator_id = ? AND topic = 'DeclarationSubmitted'"
        rowid, state = store.execute(f"SELECT rowid, state {wanted}", (declaration.hex,)).fetchone()
        old = json.loads(state)
        assert old.pop("grounds")
        store.execute("UPDATE stored_events SET state = ? WHERE rowid = ?", (json.dumps(old).encode(), rowid))
    with opened(settings) as world:
        submitted = step(explained(world, declaration), "DeclarationSubmitted")
        assert "R-ELIG-2" in {finding.rule_id for finding in submitted.findings}
        assert {(finding.outcome, finding.clause) for finding in submitted.findings} == {("NAMED", "")}
        world.review_at_unit(declaration)


def test_a_veto_names_the_rules_that_it_rests_on(world: World) -> None:
    declaration = world.submitted(world.register())
    world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="e")
    world.do(SECOND_ADMIN, "veto-declaration", declaration_id=declaration, **world.paper("虚构人社撤〔2022〕9号"))
    vetoed = step(explained(world, declaration), "DeclarationVetoed")
    assert {f.rule_id for f in vetoed.findings} >= {"R-INT-1", "R-INT-2"}
    assert vetoed.document_ref == "虚构人社撤〔2022〕9号"


def test_the_command_line_prints_the_tree_and_the_same_as_data(settings: Settings) -> None:
    with opened(settings) as world:
        world.found()
        declaration = world.granted(world.register())
    home = settings.home
    (home / "settings.toml").write_text(f'passphrase_file = "{home}/passphrase"\nallow_synthetic = true\n', "utf-8")
    printed = zhicheng(home, "explain", declaration, "--lang", "en").stdout
    assert "DeclarationSubmitted" in printed
    assert "R-VOTE-2" in printed
    data = json.loads(zhicheng(home, "explain", declaration, "--json").stdout)
    assert data["state"] == "APPROVED"
    assert {"steps", "refused", "next"} <= set(data)
