"""Short lives of titles that came from elsewhere."""

from collections.abc import Iterator
from uuid import UUID

from domain.aggregate import Aggregate
from domain.committee_register import CommitteeRegister
from domain.entrustment import EntrustmentLetter
from domain.entrustment_breach import EntrustmentBreach
from domain.rules.entrustment import EntrustedFile, IssuerKind, LetterKind, r_ent_1
from domain.standing import TitleSource
from domain.title import Title
from domain.values import Level, Scope, TitleOrigin
from tests.domain.builders import act, committee, day, named, season

PEER = "1198000000000006X9"


def source(origin: TitleOrigin = TitleOrigin.CONFIRMATION, scope: Scope = Scope.GENERAL) -> TitleSource:
    """高级工程师 of a neighbouring province since 2020."""
    return TitleSource(
        origin=origin,
        source_id=named("source"),
        person_id=named("张示例"),
        series_code="05",
        specialty_code="0501",
        level=Level.ASSOCIATE_SENIOR,
        scope=scope,
        grant_date=day("2022-12-01"),
        source_region="98",
        source_authority=PEER,
        source_grant_date=day("2020-11-30"),
        source_certificate_no="ZS-2020-1",
    )


def from_elsewhere(origin: TitleOrigin = TitleOrigin.CONFIRMATION, scope: Scope = Scope.GENERAL) -> Title:
    return Title.grant_from(act("2022-12-01"), source(origin, scope), title_name="高级工程师", region_code="340000")


def file(level: Level = Level.ASSOCIATE_SENIOR, *, here: bool = True, year: int = 2022) -> EntrustedFile:
    """张示例's file, to the mechanical committee here or to one outside."""
    return EntrustedFile(named("张示例"), "05", "0501", level, year, committee().id if here else None)


def superiors_letter(on: str = "2022-07-01", letter: str = "letter") -> EntrustmentLetter:
    """From the superior of a central unit, registered on its own day."""
    return EntrustmentLetter.receive(
        act(on, document="虚构集团人函〔2022〕5号"),
        named(letter),
        file(here=False),
        kind=LetterKind.INBOUND_SUPERIOR,
        issuer_uscc="91990000MA0000023K",
        issuer_kind=IssuerKind.SUPERIOR_WITH_PERSONNEL_AUTHORITY,
        issuer_province="",
        document_sha256="ab" * 32,
    )


def provinces_letter(on: str = "2022-07-01") -> EntrustmentLetter:
    """From the title department of another province."""
    return EntrustmentLetter.receive(
        act(on, document="虚构人社委托〔2022〕第001号"),
        named("province's letter"),
        file(),
        kind=LetterKind.INBOUND_PROVINCE,
        issuer_uscc=PEER,
        issuer_kind=IssuerKind.PROVINCIAL_TITLE_DEPARTMENT,
        issuer_province="98",
        document_sha256="ab" * 32,
    )


def outbound_letter() -> EntrustmentLetter:
    """Asked of PHRSS, because no committee here can evaluate it."""
    wanted = file(here=False)
    return EntrustmentLetter.request_outbound(
        act("2022-07-01"), named("outbound"), wanted, r_ent_1([], wanted, day("2022-07-01"))
    )


def letters() -> Iterator[Aggregate]:
    used = superiors_letter()
    used.consent(act("2022-07-05", role="PHRSS_PTO"))
    used.designate(act("2022-07-06", role="PHRSS_PTO"), committee().facts())
    used.use(act("2022-09-01"), file(), named("declaration"))
    yield used
    outside = outbound_letter()
    outside.issue(act("2022-07-10"), outside_committee="邻省虚构评委会")
    outside.use_outside(act("2022-08-01"))
    yield outside
    taken_back = provinces_letter()
    taken_back.withdraw(act("2022-07-20"))
    yield taken_back
    over = season()
    over.close_evaluation(act("2022-12-01"))
    over.close_approval(act("2022-12-31"))
    unused = provinces_letter()
    unused.expire(act("2023-01-05"), over.facts(committee().id, committee().tier))
    yield unused


def flagged(on: str, existing: EntrustmentBreach | None = None, letter_id: UUID | None = None) -> EntrustmentBreach:
    return EntrustmentBreach.flag(
        act(on),
        existing,
        declaration_id=named("declaration"),
        committee_id=committee().id,
        organiser_uscc="o",
        evidence_ref="e",
        letter_id=letter_id,
    )


def breaches() -> Iterator[Aggregate]:
    breach = flagged("2022-10-12", letter_id=named("letter"))
    breach.lift(act("2022-10-20"))
    yield flagged("2022-10-21", breach)


def recognition_lives() -> Iterator[Aggregate]:
    yield from_elsewhere()
    yield from letters()
    yield from breaches()
    register = CommitteeRegister.enter(act("2022-01-01"), None, named("a"))
    yield CommitteeRegister.enter(act("2022-01-02"), register, named("b"))
