"""SC-18: an autonomous unit is inspected, fails to put things right, is suspended and loses its right and its key."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Act
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Level
from keys.roles import Role as KeyRole
from registry import Actor, FixedClock, Issuer, Press, Role
from registry.founding import Plan, found_office
from tests.support.command_line import verify
from tests.support.founded import PUBLIC_URL, opened
from tests.support.office import (
    ADMIN,
    APPROVER,
    CITY,
    CITY_REVIEWER,
    COMMITTEE_OFFICE,
    COUNTY,
    COUNTY_REVIEWER,
    HR,
    ORGANISER,
)
from tests.support.running import HttpRefusedError, HttpWorld, dated_office
from verify import Outcome, decide
from verify.certificate import encode_certificate
from verify.sync import write_pack

pytestmark = pytest.mark.covers("SC-18", "R-AUTH-1", "R-AUTH-2", "R-AUTH-3", "S2.8a", "S2.8d", "S2.8f")

UNIT = Issuer(uscc=ORGANISER, name_zh="虚构自主评审单位", name_en="Fictitious Autonomous Unit", region=349900)
INSPECTOR = Actor(id="inspector-1", roles=frozenset({Role.INSPECTOR}), unit_uscc=COUNTY)
HOLDER = Actor(id="holder-1", roles=frozenset({Role.ORGANISER}), unit_uscc=ORGANISER)
PEOPLE = {"张示例": "349900198501010015", "李样本": "349900199003150028"}


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An office that signs with the key of an autonomous unit, founded in December 2021; once on each store."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    plan = Plan(tmp_path / "home", UNIT, PUBLIC_URL, allow_synthetic=True, database_url=url)
    list(found_office(plan, clock=FixedClock(datetime(2021, 12, 1, tzinfo=UTC))))
    return plan.home


def test_a_unit_that_does_not_put_things_right_loses_right_and_key_and_its_old_titles_stand(
    home: Path, tmp_path: Path
) -> None:
    png = tmp_path / "certificate.png"
    with dated_office(home, "2021-12-20") as world:
        right = _delegate(world, home)
        certified, bare = _granted_in_2021(home, world.register("王旧证", "349900197807070032"), world.committee_id)
        world.on("2021-12-21")
        number = world.issue(APPROVER, title_ids=[str(certified)]).rows[0].certificate_no
        png.write_bytes(world.download(APPROVER, f"/v1/certificates/{number}/qr.png"))

        accepted, waiting = _two_files(world)
        _inspect(world, right)
        _fail(world, right)

        _refused(world, COMMITTEE_OFFICE, "R-AUTH-2", "accept-by-committee", declaration_id=waiting)
        world.on("2022-11-18")
        counts = {"meeting_date": "2022-11-18", "present": 20, "yes": 20, "no": 0, **world.paper()}
        _refused(world, COMMITTEE_OFFICE, "R-AUTH-2", "record-tally", declaration_id=accepted, **counts)
        assert world.ask(ADMIN, "show-title", title_id=certified).state == "GRANTED"

        world.on("2022-11-20")
        world.do(ADMIN, "withdraw-authority", authority_id=str(right), **world.paper("虚构人社收〔2022〕1号"))
        shown = world.ask(HOLDER, "show-authority", authority_id=right)
        assert (shown.state, len(shown.inspections), len(shown.inspections[0].findings)) == ("WITHDRAWN", 1, 2)
        assert world.ask(ADMIN, "show-title", title_id=certified).state == "GRANTED"
        for wanted in ({"title_ids": [str(bare)]}, {"title_ids": [str(certified)], "reissue_reason": "LOST"}):
            (row,) = world.issue(APPROVER, **wanted).rows
            assert (row.state, row.code) == ("REFUSED", "rule_refused")
            assert "R-AUTH-3" in row.message
    _verified_by_strangers(home, tmp_path, png, number)


def _delegate(world: HttpWorld, home: Path) -> UUID:
    """The right, the unit's own key that signs for it, and the unit's committee."""
    with pytest.raises(HttpRefusedError) as unauthorised:
        world.file_committee("自主评委会", organiser_kind="AUTONOMOUS_UNIT")
    assert unauthorised.value.problem["rule_id"] == "R-AUTH-2"
    scope = {"holder_uscc": ORGANISER, "holder_kind": "AUTONOMOUS_UNIT", "series_code": "05", "levels": [411, 412]}
    right = world.do(ADMIN, "delegate-authority", **scope, **world.paper("虚构人社授〔2021〕1号")).id
    with opened(home) as office:
        kid = office.rooms.strongroom.cose_signer(KeyRole.CERTIFICATE).kid.hex()
    world.do(ADMIN, "bind-signing-key", authority_id=right, kid=kid)
    world.committee_id = world.file_committee("自主评委会", organiser_kind="AUTONOMOUS_UNIT")
    return UUID(right)


def _granted_in_2021(home: Path, person: UUID, committee: UUID) -> list[UUID]:
    """Two titles of the season before: their grants as facts, since no calendar of that year is loaded."""
    granted_on = date(2021, 12, 20)
    recorded = datetime(2021, 12, 20, 4, tzinfo=UTC)
    act = Act(APPROVER.id, "APPROVER", ORGANISER, granted_on, recorded, "虚构人社批〔2021〕9号")

    def granted(level: Level, name: str) -> Title:
        result = ApprovedResult(
            declaration_id=uuid4(),
            person_id=person,
            series_code="05",
            specialty_code="MECHANICAL",
            level=level,
            committee_id=committee,
            evaluation_date=date(2021, 11, 18),
            approved_on=granted_on,
            approver_uscc=ORGANISER,
            document_ref=act.document_ref,
        )
        return Title.grant(act, result, title_name=name, region_code="349900")

    titles = [granted(Level.ASSOCIATE_SENIOR, "高级工程师"), granted(Level.FULL_SENIOR, "正高级工程师")]
    with opened(home) as office:
        return office.transaction(lambda work: [work.add(title).id for title in titles])


def _two_files(world: HttpWorld) -> tuple[UUID, UUID]:
    """Two files recommended by 3 August 2022; the first is accepted while the right stands."""
    world.on("2022-07-20")
    world.do(ADMIN, "open-season", year=2022, **world.paper())
    steps = [{"step_name": "county", "unit_uscc": COUNTY}, {"step_name": "city", "unit_uscc": CITY}]
    world.do(ADMIN, "set-review-route", committee_id=world.committee_id, steps=steps)
    files = [world.submitted(world.register(name, number)) for name, number in PEOPLE.items()]
    for file in files:
        world.review_at_unit(file)
    world.on("2022-07-25")
    for file in files:
        world.do(HR, "start-unit-publicity", declaration_id=file)
    world.on("2022-08-02")
    for file in files:
        world.do(HR, "complete-unit-publicity", declaration_id=file)
        for level_no, reviewer in ((1, COUNTY_REVIEWER), (2, CITY_REVIEWER)):
            met = world.all_met(file)
            world.do(reviewer, "pass-level-review", declaration_id=file, level_no=level_no, items=met)
    world.on("2022-08-05")
    world.do(COMMITTEE_OFFICE, "accept-by-committee", declaration_id=files[0])
    return files[0], files[1]


def _inspect(world: HttpWorld, right: UUID) -> None:
    """Two findings, to be put right by 30 September."""
    world.on("2022-08-10")
    inspection = world.do(
        ADMIN,
        "open-inspection",
        kind="COMPREHENSIVE",
        subject="AUTHORITY",
        subject_id=str(right),
        inspectors=[{"inspector_id": INSPECTOR.id, "unit_uscc": COUNTY}],
        **world.paper("巡查1号"),
    ).id
    for clause in ("S3.1c", "R-VOTE-3"):
        what = {"offended_clause": clause, "description": "程序不符合规定"}
        world.do(INSPECTOR, "record-finding", inspection_id=inspection, **what)
    world.on("2022-08-20")
    order = {"inspection_id": inspection, "deadline": "2022-09-30", **world.paper("整改1号")}
    world.do(ADMIN, "order-rectification", **order)


def _fail(world: HttpWorld, right: UUID) -> None:
    """Nothing came by the end of the last day; only the day after it can be found to have failed."""
    for day in ("2022-09-30", "2022-10-01"):
        world.on(day)
        assert world.ask(ADMIN, "show-authority", authority_id=right).state == "RECTIFYING"
        verdict = {"reason": "未整改", "quality_assured": False, **world.paper("整改2号")}
        if day == "2022-09-30":
            _refused(world, ADMIN, "R-AUTH-1", "fail-rectification", authority_id=str(right), **verdict)
        else:
            world.do(ADMIN, "fail-rectification", authority_id=str(right), **verdict)
    assert world.ask(ADMIN, "show-authority", authority_id=right).state == "SUSPENDED"


def _refused(world: HttpWorld, actor: Actor, rule_id: str, name: str, **values: object) -> None:
    with pytest.raises(HttpRefusedError) as refused:
        world.do(actor, name, **values)
    assert refused.value.problem["rule_id"] == rule_id


def _verified_by_strangers(home: Path, tmp_path: Path, png: Path, number: str) -> None:
    """With the key's end published the old certificate holds, and nobody trusts what the key signs afterwards."""
    later = datetime(2022, 12, 1, tzinfo=UTC)
    with opened(home, clock=FixedClock(later)) as office:
        press = Press(office)
        press.renew()
        trust, signer = press.trust(), office.rooms.strongroom.cose_signer(KeyRole.CERTIFICATE)
        claims = decide(press.certificate(number).token, trust, later).claims
        assert claims is not None
        forged = replace(claims, serial=claims.serial + 1, signed_at=later - timedelta(hours=1))
        token = encode_certificate(forged, signer.alg, signer.kid, signer)
        assert decide(token, trust, later).outcome is Outcome.UNTRUSTED_ISSUER
    write_pack(home / "published/trust", tmp_path / "later.zcpack")
    root = home / "published/trust/metadata/1.root.json"
    offline = ("--trust", tmp_path / "trust", "--root", root, "--pack", tmp_path / "later.zcpack")
    code, verdict = verify(png, *offline, "--at", "2022-12-02")
    assert (code, verdict["outcome"]) == (0, "VALID_AS_OF")
