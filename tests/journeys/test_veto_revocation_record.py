"""SC-09: a bought paper costs the title for ever and three years of declaring, each on its own day."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Level
from registry import FixedClock, Press
from tests.support.command_line import verify
from tests.support.founded import opened
from tests.support.homes import Homes
from tests.support.office import ADMIN, APPROVER, AUDITOR, COUNTY, HR, PHRSS, SECOND_ADMIN, applicant
from tests.support.postgres import PostgresServer
from tests.support.running import HttpRefusedError, HttpWorld, dated_office
from verify.sync import write_pack

pytestmark = pytest.mark.covers("SC-09", "S3.4c", "S3.4e", "R-INT-5")

GRANTED_ON = date(2021, 12, 20)


@pytest.fixture
def home_of_2021(homes: Homes, each_server: PostgresServer | None, tmp_path: Path) -> Path:
    """Founded in December 2021, once on each store."""
    return homes.copy(tmp_path / "home", "2021-12-01", each_server)


def test_a_bought_paper_costs_the_title_for_ever_and_three_years_of_declaring(
    home_of_2021: Path, tmp_path: Path
) -> None:
    home, png = home_of_2021, tmp_path / "certificate.png"
    with dated_office(home, "2021-12-20") as world:
        person, committee = world.register(), world.file_committee("机械高评委")
        title = _granted_in_2021(home, person, committee)
        world.on("2021-12-21")
        number = world.issue(APPROVER, title_ids=[str(title)]).rows[0].certificate_no
        png.write_bytes(world.download(APPROVER, f"/v1/certificates/{number}/qr.png"))

        world.on("2022-08-15")
        _revoke(world, title)
        (version,) = world.ask(ADMIN, "find-certificate", certificate_no=number).versions
        assert version.state == "REVOKED"
        _declare_again(world, person)

    with opened(home, clock=FixedClock(datetime(2026, 3, 2, tzinfo=UTC))) as office:
        Press(office).renew()
    write_pack(home / "published/trust", tmp_path / "in-2026.zcpack")
    offline = ("--trust", tmp_path / "trust", "--root", home / "published/trust/metadata/1.root.json")
    code, verdict = verify(png, *offline, "--pack", tmp_path / "in-2026.zcpack", "--at", "2026-03-02")
    assert (code, verdict["outcome"]) == (15, "REVOKED")
    assert verdict["ended"] == {"effective_from": "2021-12-20", "decided_on": "2022-08-15"}
    assert verdict["integrity"]["state"] == "CLEAR"


def _granted_in_2021(home: Path, person: UUID, committee: UUID) -> UUID:
    """A title of the season before: its grant as a fact, since no calendar of that year is loaded."""
    act = Act(
        actor_id=APPROVER.id,
        actor_role="APPROVER",
        unit_uscc=PHRSS,
        legal_date=GRANTED_ON,
        recorded_at=datetime(2021, 12, 20, 4, tzinfo=UTC),
        document_ref="虚构人社批〔2021〕9号",
    )
    result = ApprovedResult(
        declaration_id=uuid4(),
        person_id=person,
        series_code="05",
        specialty_code="MECHANICAL",
        level=Level(412),
        committee_id=committee,
        evaluation_date=date(2021, 11, 18),
        approved_on=GRANTED_ON,
        approver_uscc=PHRSS,
        document_ref=act.document_ref,
    )
    with opened(home) as office:
        title = Title.grant(act, result, title_name="高级工程师", region_code="349900")
        return office.transaction(lambda work: work.add(title).id)


def _revoke(world: HttpWorld, title: UUID) -> None:
    """The department proposes and hears; who proposed may not decide."""
    paper = {"title_id": title, **world.paper("虚构人社撤〔2022〕9号")}
    world.do(ADMIN, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="论文买卖查证1号")
    world.do(ADMIN, "record-statement", heard=True, **paper)
    with pytest.raises(HttpRefusedError) as alone:
        world.do(ADMIN, "decide-revocation", **paper)
    assert alone.value.problem["rule_id"] == "R-REV-2"
    world.do(SECOND_ADMIN, "decide-revocation", **paper)
    shown = world.ask(ADMIN, "show-title", title_id=title)
    assert (shown.state, shown.effective_from) == ("REVOKED", "2021-12-20")


def _declare_again(world: HttpWorld, person: UUID) -> None:
    """Three years later: refused on the last day, taken the day after; nobody did anything in between."""
    world.on("2025-06-02")
    world.educate(person, range(2021, 2025))
    world.do(ADMIN, "open-season", year=2025, **world.paper())
    committee = world.file_committee("机械高评委2025", since=2025)
    steps = [{"step_name": "county", "unit_uscc": COUNTY}]
    world.do(ADMIN, "set-review-route", committee_id=committee, steps=steps)
    world.on("2025-08-15")
    declaration = world.draft(person, committee_id=committee, season=2025)
    with pytest.raises(HttpRefusedError) as barred:
        world.submit(person, declaration)
    assert barred.value.problem["rule_id"] == "R-INT-1"
    assert barred.value.problem["findings"][0]["last_day"] == "2025-08-15"
    for who in (ADMIN, APPROVER, applicant(person)):
        assert len(world.ask(who, "show-integrity", person_id=person).records) == 1

    world.on("2025-08-16")
    world.submit(person, declaration)
    for who in (ADMIN, APPROVER, applicant(person)):
        assert world.ask(who, "show-integrity", person_id=person).records == []
    (kept,) = world.ask(AUDITOR, "show-integrity", person_id=person).records
    assert (kept.start, kept.last_day, kept.active) == ("2022-08-15", "2025-08-15", False)
    seen = world.ask(HR, "show-declaration", declaration_id=declaration)
    assert seen.state == "SUBMITTED"
    assert not [finding for finding in seen.findings if finding.outcome == "FAILS"]
