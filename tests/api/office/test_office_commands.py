"""Commands and queries over HTTP, against a real office: what is stored, what is refused, and how often."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from registry import COMMANDS, FixedClock, Role
from registry.demo.people import synthetic_person
from registry.worker import Worker
from tests.api.office.counter import Counter, Open
from tests.support.founded import grant_titles
from tests.support.office import ADMIN, AUDITOR, EDUCATION, FIRM, ORGANISER, PHRSS, SECOND_ADMIN, applicant

PAPER: dict[str, Any] = {"legal_date": "2022-12-20", "document_ref": "虚构人社〔2022〕9号"}
NUMBERS = count()


@pytest.fixture
def summer(open_counter: Open) -> Counter:
    """A window on 20 July 2022."""
    return open_counter(FixedClock(datetime(2022, 7, 20, 4, tzinfo=UTC)))


@pytest.fixture
def season() -> dict[str, Any]:
    """A season that no other test opens."""
    return {"year": 2023 + next(NUMBERS), "legal_date": "2022-06-01", "document_ref": "虚构人社〔2022〕1号"}


def file_committee(counter: Counter) -> str:
    member = {"series_code": "05", "level": 411, "term_from": "2021-01-01", "term_to": "2023-12-31"}
    receipt = counter.done(
        ADMIN,
        "file-committee",
        code="机械高评委",
        committee_name="机械高评委",
        organiser_uscc=ORGANISER,
        organiser_kind="ASSOCIATION",
        series_codes=["05"],
        tier="SENIOR",
        levels=[411, 412],
        region_scope="340000",
        members=[{"expert_id": f"expert-{n}", **member} for n in range(25)],
        filed_from="2021-01-01",
        filed_to="2023-12-31",
        legal_date="2022-06-01",
        document_ref="虚构人社备〔2022〕5号",
    )
    return str(receipt["id"])


def somebody() -> dict[str, Any]:
    """What registers a person whom no other test registers."""
    number = synthetic_person(next(NUMBERS)).resident_id
    return {"person_name": "张示例", "document": {"kind": "RESIDENT_ID", "number": number, "valid_from": "2015-01-01"}}


def register(counter: Counter) -> dict[str, Any]:
    return counter.done(ADMIN, "register-person", **somebody())


@pytest.mark.covers("S2.6a", "S2.6b")
def test_a_declaration_goes_from_registration_to_submission_over_http(summer: Counter) -> None:
    summer.done(ADMIN, "open-season", year=2022, legal_date="2022-06-01", document_ref="虚构人社〔2022〕1号")
    committee = file_committee(summer)
    summer.done(
        ADMIN.model_copy(update={"roles": frozenset({Role.ORGANISER}), "unit_uscc": ORGANISER}),
        "set-review-route",
        committee_id=committee,
        steps=[{"step_name": "city", "unit_uscc": PHRSS}],
    )
    person = register(summer)["id"]
    summer.done(
        ADMIN,
        "start-employment",
        person_id=person,
        uscc=FIRM,
        contract="LABOUR",
        signed_on="2010-03-01",
        employer_kind="ENTERPRISE",
        region_code="340100",
        professional_post=True,
        from_date="2010-03-01",
    )
    full = {"topic": "1", "public_need_hours": 30, "professional_hours": 60, "provider_uscc": PHRSS}
    years = [{"year": year, "certificate_no": f"GX-{year}", **full} for year in range(2017, 2022)]
    summer.done(EDUCATION, "record-education-years", person_id=person, years=years)
    me = applicant(person)
    drafted = summer.done(me, "draft-declaration", season=2022, series_code="05", level=412, committee_id=committee)[
        "id"
    ]
    work = {"kind": "WORK", "sha256": "ab" * 32}
    listed = summer.done(me, "list-materials", declaration_id=drafted, materials=[work])
    shown = summer.ask(me, "show-declaration", declaration_id=drafted, after=listed["position"]).json()
    summer.done(
        me,
        "sign-commitment",
        declaration_id=drafted,
        text_version=summer.ask(me, "show-commitment").json()["version"],
        materials_hash=shown["materials_hash"],
        signature="signed by hand on the screen",
    )
    outside = {"series_code": "05", "level": 420, "grant_date": "2016-12-01", "document_ref": "虚构职改12号"}
    submitted = summer.done(me, "submit-declaration", declaration_id=drafted, outside_title=outside)
    shown = summer.ask(me, "show-declaration", declaration_id=drafted, after=submitted["position"]).json()
    assert (shown["state"], shown["version"]) == ("SUBMITTED", submitted["version"])


def test_a_writer_reads_its_own_write_by_the_position_of_the_receipt(shared: Counter) -> None:
    receipt = register(shared)
    shown = shared.ask(ADMIN, "show-person", person_id=receipt["id"], after=receipt["position"])
    assert shown.json()["person_name"] == "张示例"
    assert shown.headers["cache-control"] == "no-store"


def test_a_position_that_nothing_has_reached_is_the_callers_error(shared: Counter) -> None:
    refused = shared.ask(ADMIN, "list-seasons", after=10**12)
    assert (refused.status_code, refused.json()["code"]) == (422, "position_unknown")


def test_a_receipt_names_its_version_as_an_entity_tag(shared: Counter, season: dict[str, Any]) -> None:
    answer = shared.do(ADMIN, "open-season", **season)
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


def test_the_same_key_with_the_same_command_gives_the_same_receipt_and_acts_once(shared: Counter) -> None:
    form, key = somebody(), {"Idempotency-Key": "form 17"}
    first = shared.done(ADMIN, "register-person", key, **form)
    stored = shared.office.rooms.registry.recorder.max_notification_id()
    assert shared.done(ADMIN, "register-person", key, **form) == first
    assert shared.office.rooms.registry.recorder.max_notification_id() == stored


def test_the_same_key_with_another_command_is_refused(shared: Counter, season: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "form 18"}
    shared.done(ADMIN, "open-season", key, **season)
    refused = shared.do(ADMIN, "open-season", key, **{**season, "document_ref": "another"})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_account(shared: Counter) -> None:
    key = {"Idempotency-Key": "form 19"}
    first = shared.done(ADMIN, "register-person", key, **somebody())
    assert shared.done(SECOND_ADMIN, "register-person", key, **somebody()) != first


@pytest.mark.parametrize("key", ["", "k" * 201, "k\xad"])
def test_a_key_is_a_short_printable_text(shared: Counter, season: dict[str, Any], key: str) -> None:
    given = {**shared.bearer(ADMIN), "Idempotency-Key": key.encode("latin-1")}
    refused = shared.client.post("/v1/commands/open-season", json=season, headers=given)  # type: ignore[arg-type]
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_invalid")


def test_if_match_lets_a_command_act_on_the_version_that_was_read_and_no_other(
    shared: Counter, season: dict[str, Any]
) -> None:
    opened = shared.do(ADMIN, "open-season", {"If-Match": '"0"'}, **season)
    assert opened.status_code == 201
    read = {"If-Match": opened.headers["etag"]}
    shared.done(ADMIN, "close-evaluation", read, year=season["year"])
    moved = shared.do(ADMIN, "close-approval", read, year=season["year"])
    assert (moved.status_code, moved.json()["code"]) == (412, "version_moved")
    shared.done(ADMIN, "close-approval", year=season["year"])


@pytest.mark.parametrize("header", ["3", "*", 'W/"3"', '"3", "4"', '"-1"', '"three"', '"03"', '""'])
def test_if_match_takes_one_quoted_version(shared: Counter, season: dict[str, Any], header: str) -> None:
    refused = shared.do(ADMIN, "open-season", {"If-Match": header}, **season)
    assert (refused.status_code, refused.json()["code"]) == (400, "if_match_invalid")


def propose(counter: Counter, title: Any) -> dict[str, Any]:
    counter.done(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="虚构核查7号")
    counter.done(ADMIN, "record-statement", **PAPER, title_id=title, heard=True)
    return {**PAPER, "title_id": title}


@pytest.mark.covers("R-REV-2")
def test_whoever_proposed_a_revocation_cannot_decide_it(counter: Counter) -> None:
    paper = propose(counter, *grant_titles(counter.office, 1))
    refused = counter.do(ADMIN, "decide-revocation", {"Accept-Language": "en"}, **paper)
    problem = refused.json()
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert (problem["code"], problem["rule_id"], problem["clause"]) == ("rule_refused", "R-REV-2", "S3.4c")
    assert "another person" in problem["detail"]
    assert [finding["rule_id"] for finding in problem["findings"]] == ["R-REV-2"]
    refusals = counter.ask(AUDITOR, "list-refusals", rule_id="R-REV-2").json()["rows"]
    assert [(row["command"], row["actor_id"]) for row in refusals] == [("decide-revocation", ADMIN.id)]


def test_a_revocation_is_published_before_it_is_answered(counter: Counter) -> None:
    (title,) = grant_titles(counter.office, 1)
    issued = counter.client.post("/v1/certificates", json={}, headers=counter.bearer(ADMIN)).json()["rows"]
    token = counter.press.certificate(issued[0]["certificate_no"]).token
    assert counter.press.verdict(token).outcome == "VALID_AS_OF"
    paper = propose(counter, title)
    number = counter.press.state().number
    answer = counter.do(SECOND_ADMIN, "decide-revocation", **paper)
    assert (answer.status_code, answer.headers["zhicheng-published"]) == (201, str(number + 1))
    assert counter.press.verdict(token).outcome == "REVOKED"


def test_a_revocation_that_cannot_be_published_stands_and_the_worker_publishes_it(counter: Counter) -> None:
    (title,) = grant_titles(counter.office, 1)
    counter.client.post("/v1/certificates", json={}, headers=counter.bearer(ADMIN))
    token = counter.press.certificate("AHZC-2022-05-412-000001-J").token
    paper = propose(counter, title)
    lock = counter.office.rooms.settings.published_folder / ".publication"
    kept = lock.read_bytes()
    lock.unlink()
    lock.mkdir()
    answer = counter.do(SECOND_ADMIN, "decide-revocation", **paper)
    assert (answer.status_code, answer.headers["zhicheng-published"]) == (201, "pending")
    assert {"event": "publication_pending", "code": "not_publishable"}.items() <= counter.logged()[-2].items()
    assert counter.ask(ADMIN, "show-title", title_id=title).json()["state"] == "REVOKED"
    lock.rmdir()
    lock.write_bytes(kept)
    assert Worker(counter.office, counter.press, lambda _: None).look()
    assert counter.press.verdict(token).outcome == "REVOKED"


def test_a_command_that_changes_nothing_public_publishes_nothing(shared: Counter, season: dict[str, Any]) -> None:
    assert "zhicheng-published" not in shared.do(ADMIN, "open-season", **season).headers


def test_the_commands_that_end_or_restore_what_is_published_are_marked_so() -> None:
    assert {name for name, spec in COMMANDS.items() if spec.publishes} == {
        "decide-revocation",
        "rescind-revocation",
        "deregister-title",
        "invalidate-result",
        "declare-results-invalid",
        "veto-declaration",
        "open-record",
        "annul-record",
        "erase-personal-data",
        "merge-persons",
        "void-confirmation",
    }


def test_what_is_there_already_is_named_and_not_made_twice(shared: Counter) -> None:
    form = somebody()
    first = shared.done(ADMIN, "register-person", **form)
    again = shared.do(ADMIN, "register-person", **form)
    assert again.status_code == 409
    assert first["id"] in str(again.json()["facts"])


@pytest.mark.covers("R-PRIV-6")
def test_an_erased_person_is_shown_without_a_name_and_published_as_gone(shared: Counter) -> None:
    person = register(shared)["id"]
    erased = shared.do(ADMIN, "erase-personal-data", person_id=person, **PAPER)
    assert (erased.status_code, erased.headers["zhicheng-published"].isdigit()) == (201, True)
    shown = shared.ask(ADMIN, "show-person", person_id=person).json()
    assert (shown["erased"], shown["person_name"]) == (True, None)


def test_what_is_not_there_is_a_404_in_the_language_asked_for(shared: Counter) -> None:
    for language, title in (("en", "no such thing"), ("zh-CN,en;q=0.5", "没有此项")):
        missing = shared.ask(ADMIN, "show-title", {"Accept-Language": language}, title_id=uuid4())
        assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
        assert title in missing.json()["title"]


def test_an_applicant_sees_themself_and_nobody_else(shared: Counter) -> None:
    person = register(shared)["id"]
    assert shared.ask(applicant(person), "show-person", person_id=person).status_code == 200
    assert shared.ask(applicant(uuid4()), "show-person", person_id=person).status_code == 404
