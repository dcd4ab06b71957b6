"""Certificates over the counter: who has them issued, who may fetch them, and that what is fetched can be verified."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from registry import Actor, Role
from tests.api.office.counter import Counter
from tests.support.founded import grant_titles
from tests.support.office import ADMIN, APPROVER, AUDITOR, PHRSS, applicant
from verify import decide
from verify.scan import read

CUSTODIAN = Actor(id="custodian-1", roles=frozenset({Role.KEY_CUSTODIAN}), unit_uscc=PHRSS)
FORMS = {"qr.png": b"\x89PNG", "qr.svg": b"<svg ", "certificate.pdf": b"%PDF"}


def issue(counter: Counter, actor: Actor = ADMIN, **body: Any) -> Any:
    return counter.client.post("/v1/certificates", json=body, headers=counter.bearer(actor))


def fetch(counter: Counter, actor: Actor, number: str, form: str = "qr.png") -> Any:
    return counter.client.get(f"/v1/certificates/{number}/{form}", headers=counter.bearer(actor))


def holder(counter: Counter, title: UUID) -> Actor:
    return applicant(counter.ask(ADMIN, "show-title", title_id=title).json()["person_id"])


@pytest.fixture
def certified(shared: Counter) -> tuple[UUID, str]:
    """A title of its own and the number of its certificate."""
    (title,) = grant_titles(shared.office, 1)
    (row,) = issue(shared, title_ids=[str(title)]).json()["rows"]
    return title, row["certificate_no"]


def test_titles_without_a_certificate_are_issued_and_published_in_one_request(counter: Counter) -> None:
    titles = grant_titles(counter.office, 3)
    answer = issue(counter, APPROVER)
    report = answer.json()
    assert answer.status_code == 200
    assert {row["title_id"] for row in report["rows"]} == {str(title) for title in titles}
    assert {row["state"] for row in report["rows"]} == {"ISSUED"}
    assert report["remaining"] == 0
    assert answer.headers["zhicheng-published"] == str(counter.press.state().number)
    again = issue(counter)
    assert (again.json()["rows"], "zhicheng-published" in again.headers) == ([], False)


def test_a_refused_title_stops_no_other(shared: Counter) -> None:
    (title,) = grant_titles(shared.office, 1)
    unknown = uuid4()
    rows = issue(shared, title_ids=[str(unknown), str(title)]).json()["rows"]
    states = {row["title_id"]: (row["state"], row["code"]) for row in rows}
    assert states == {str(unknown): ("REFUSED", "not_found"), str(title): ("ISSUED", "")}


def test_what_was_issued_is_not_issued_again_unless_a_reason_says_so(
    shared: Counter, certified: tuple[UUID, str]
) -> None:
    title, number = certified
    (row,) = issue(shared, title_ids=[str(title)]).json()["rows"]
    assert (row["state"], row["certificate_no"], row["version"]) == ("ALREADY_ISSUED", number, 1)
    (row,) = issue(shared, title_ids=[str(title)], reissue_reason="lost").json()["rows"]
    assert (row["state"], row["certificate_no"], row["version"]) == ("ISSUED", number, 2)


@pytest.mark.parametrize(
    "body", [{"title_ids": []}, {"title_ids": [str(UUID(int=n)) for n in range(1001)]}, {"reissue_reason": "lost"}]
)
def test_a_request_names_one_to_a_thousand_titles_and_a_reissue_names_them(shared: Counter, body: Any) -> None:
    refused = issue(shared, **body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PHRSS_ADMIN, Role.APPROVER}))
def test_nobody_else_has_certificates_issued(shared: Counter, role: Role) -> None:
    refused = issue(shared, Actor(id="x", roles=frozenset({role})))
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")


@pytest.mark.covers("S2.6f")
@pytest.mark.parametrize("form", FORMS)
def test_the_holder_and_those_who_issue_fetch_every_form(
    shared: Counter, certified: tuple[UUID, str], form: str
) -> None:
    title, number = certified
    for actor in (holder(shared, title), APPROVER, ADMIN):
        answer = fetch(shared, actor, number, form)
        assert (answer.status_code, answer.content[: len(FORMS[form])]) == (200, FORMS[form])
        assert answer.headers["content-disposition"] == f'attachment; filename="{number}-{form}"'
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.covers("S2.6e")
@pytest.mark.parametrize("form", ["qr.png", "certificate.pdf"])
def test_what_is_fetched_is_verified_by_anyone(shared: Counter, certified: tuple[UUID, str], form: str) -> None:
    (text,) = read(fetch(shared, ADMIN, certified[1], form).content)
    verdict = decide(text, shared.press.trust(), shared.office.rooms.clock.now())
    assert verdict.outcome == "VALID_AS_OF"


def test_another_applicant_is_told_that_there_is_nothing(shared: Counter, certified: tuple[UUID, str]) -> None:
    other = fetch(shared, applicant(uuid4()), certified[1])
    unknown = fetch(shared, applicant(uuid4()), "AHZC-2022-05-412-999999-X")
    assert other.status_code == unknown.status_code == 404
    assert other.json()["code"] == unknown.json()["code"] == "not_found"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PHRSS_ADMIN, Role.APPROVER, Role.APPLICANT}))
def test_nobody_else_fetches_a_certificate(shared: Counter, certified: tuple[UUID, str], role: Role) -> None:
    refused = fetch(shared, Actor(id="x", roles=frozenset({role})), certified[1])
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")


def test_the_state_of_the_publication_is_shown_and_renewed(counter: Counter) -> None:
    shown = counter.client.get("/v1/publications", headers=counter.bearer(AUDITOR)).json()
    assert (shown["overdue"], shown["position"] <= shown["stored"]) == (False, True)
    made = counter.client.post("/v1/publications", headers=counter.bearer(CUSTODIAN))
    assert (made.status_code, made.json()["number"]) == (201, shown["number"] + 1)
    assert made.json()["position"] == made.json()["stored"]
    assert made.json()["age_seconds"] < 60


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PHRSS_ADMIN, Role.KEY_CUSTODIAN}))
def test_nobody_else_publishes(shared: Counter, role: Role) -> None:
    headers = shared.bearer(Actor(id="x", roles=frozenset({role})))
    refused = shared.client.post("/v1/publications", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")
    looks = shared.client.get("/v1/publications", headers=headers).status_code
    assert looks == (200 if role in {Role.APPROVER, Role.AUDITOR} else 403)
