"""Short lives of titles that came from elsewhere."""

from collections.abc import Iterator
from uuid import UUID

from domain.aggregate import Aggregate
from domain.aid import AidEvaluation, AidPosting
from domain.committee_register import CommitteeRegister
from domain.confirmation import EmployerConfirmation
from domain.entrustment import EntrustmentLetter
from domain.entrustment_breach import EntrustmentBreach
from domain.formal_confirmation import FormalConfirmation
from domain.rules.aid import Place
from domain.rules.confirmation import AuthorityKind, CheckedBy, SourceCheck, SourceTitle
from domain.rules.entrustment import EntrustedFile, IssuerKind, LetterKind, r_ent_1
from domain.standing import Employment, TitleSource
from domain.title import Title
from domain.values import Level, Scope, TitleOrigin
from tests.domain.builders import FIRM, act, committee, day, engineer, named, season

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


def posting(start: str = "2021-03-01", planned_end: str = "2022-02-28") -> AidPosting:
    """To Tibet, from the firm that employs the person since 2016."""
    return AidPosting.begin(
        act(start), engineer().facts(day(start)), sending_unit_uscc=FIRM, province="54", planned_end=day(planned_end)
    )


def obtained(of: AidPosting, on: str = "2021-12-20", scope: Scope = Scope.GENERAL) -> AidEvaluation:
    """Approved on the first of that year's September, accepted on the tenth, granted on this day."""
    year = int(on[:4])
    there = AidEvaluation.choose(act(f"{year}-08-01"), None, of, season=year, place=Place.RECEIVING)
    there.approve_materials(act(f"{year}-09-01", "hr", "EMPLOYER_HR", FIRM))
    there.record_acceptance(act(f"{year}-09-10"), authority_uscc=PEER)
    there.record_title(
        act(on, "recorder"),
        title_name="高级工程师",
        series_code="05",
        specialty_code="0501",
        level=Level.ASSOCIATE_SENIOR,
        scope=scope,
        certificate_no="ZZ-2021-7",
        document_sha256="cd" * 32,
    )
    return there


def aid_lives() -> Iterator[Aggregate]:
    sent = posting()
    there = obtained(sent)
    sent.end(act("2022-03-01"), last_day=day("2022-02-28"), returned_on_expiry=True)
    there.recognise(act("2022-03-05"), sent)
    yield sent
    yield there


def neighbours_title(
    scope: Scope | None = Scope.GENERAL, kind: AuthorityKind = AuthorityKind.PROVINCIAL_TITLE_DEPARTMENT
) -> SourceTitle:
    """An associate-senior engineer of a neighbouring province since 2015."""
    return SourceTitle(
        "98", kind, PEER, "高级工程师", "05", "0501", Level.ASSOCIATE_SENIOR, scope, day("2015-11-30"), "ZS-2015-1"
    )


def hired(on: str = "2022-10-01") -> Employment:
    """The firm's employment of the engineer who came from there in January 2016."""
    return engineer().facts(day(on)).employments[0]


def checked(on: str = "2022-10-01", by: CheckedBy = CheckedBy.CERTIFICATE, *, good: bool | None = True) -> SourceCheck:
    return SourceCheck(by, good, day(on))


def confirmed_by_firm(
    on: str = "2022-10-01", source: SourceTitle | None = None, level: Level = Level.ASSOCIATE_SENIOR
) -> EmployerConfirmation:
    return EmployerConfirmation.record(
        act(on, "hr", "EMPLOYER_HR", FIRM),
        person_id=named("张示例"),
        n=1,
        employment=hired(on),
        source=source or neighbours_title(),
        check=checked(on),
        evidence_sha256="ef" * 32,
        level_used=level,
        post="机械设计岗",
        confirmers=frozenset(),
    )


def asked(source: SourceTitle | None = None, confirmers: frozenset[str] = frozenset()) -> FormalConfirmation:
    return FormalConfirmation.request(
        act("2022-10-01", "hr", "EMPLOYER_HR", FIRM),
        person_id=named("张示例"),
        n=1,
        employer_uscc=FIRM,
        source=source or neighbours_title(),
        confirmers=confirmers,
    )


def verified(source: SourceTitle | None = None, scope: Scope = Scope.GENERAL) -> FormalConfirmation:
    request = asked(source)
    request.verify_source(act("2022-10-10", "verifier"), checked("2022-10-10"), scope=scope, evidence_sha256="ab" * 32)
    return request


def confirmed() -> FormalConfirmation:
    granted = verified()
    granted.grant(act("2022-10-12", "decider"), hired(), frozenset())
    return granted


def confirmation_lives() -> Iterator[Aggregate]:
    lapsed = confirmed_by_firm()
    lapsed.lapse(act("2022-11-01"), last_day=day("2022-10-31"))
    lapsed.void(act("2022-11-02"))
    yield lapsed
    fallen = confirmed()
    fallen.lose_basis(act("2022-11-01", "reporter"))
    fallen.uphold(act("2022-11-02"))
    fallen.lose_basis(act("2022-11-03", "reporter"))
    fallen.void(act("2022-11-04", "decider"))
    yield fallen
    refused = asked()
    refused.verify_source(
        act("2022-10-10", "verifier"), checked("2022-10-10", good=None), scope=None, evidence_sha256="ab" * 32
    )
    refused.refuse(act("2022-10-11"), reason="原机关无回复")
    yield refused


def recognition_lives() -> Iterator[Aggregate]:
    yield from aid_lives()
    yield from confirmation_lives()
    yield from_elsewhere()
    yield from letters()
    yield from breaches()
    register = CommitteeRegister.enter(act("2022-01-01"), None, named("a"))
    yield CommitteeRegister.enter(act("2022-01-02"), register, named("b"))
