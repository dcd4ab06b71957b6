"""Short lives that between them leave every event the domain knows."""

from collections.abc import Iterator

from domain.aggregate import Aggregate
from domain.annual_slot import AnnualSlot
from domain.certificate import Certificate
from domain.identity_reservation import IdentityReservation
from domain.integrity import IntegrityRecord
from domain.number_series import NumberSeries
from domain.person import Person
from domain.signing_key import SigningKey
from domain.status_list import StatusList
from domain.values import (
    Cause,
    DirectGround,
    DocumentKind,
    ItemResult,
    Level,
    Management,
    Period,
    Preference,
    PreferenceTag,
    Route,
    Tally,
    Tier,
)
from tests.domain.builders import (
    CALENDAR,
    COUNTY,
    FIRM,
    ITEMS,
    ORGANISER,
    PAPER,
    Case,
    act,
    at,
    committee,
    day,
    engineer,
    named,
    season,
    title,
)
from tests.domain.stories_authority import authority_lives
from tests.domain.stories_history import history_lives
from tests.domain.stories_people import people_lives
from tests.domain.stories_petition import petition_lives
from tests.domain.stories_quota import quota_lives
from tests.domain.stories_recognition import recognition_lives

NO = "AHZC-2022-05-412-000001-J"
SPAN = Period(day("2022-01-01"), day("2022-12-31"))


def a_working_life() -> Person:
    someone = engineer()
    someone.add_document(
        act("2022-01-01"),
        kind=DocumentKind.WORK_PERMIT,
        sealed_number="s",
        blind_index="b1",
        valid=SPAN,
        issuer_province="34",
    )
    someone.change_employer_type(
        act("2022-01-01"), uscc=FIRM, management=Management.REF_CIVIL_SERVICE, from_date=day("2022-01-01")
    )
    someone.record_civil_servant_status(act("2022-01-01"), period=SPAN)
    someone.record_disciplinary_period(act("2022-01-01"), period=SPAN)
    someone.record_freelancing(act("2022-01-01"), region="340100", agency_uscc="a", period=SPAN)
    someone.record_retirement(act("2022-01-01"), from_date=day("2022-01-01"))
    someone.defer_retirement(act("2022-01-01"), period=SPAN)
    someone.end_employment(act("2022-02-01"), uscc=FIRM, last_day=day("2022-02-01"))
    someone.note_key_destroyed(act("2022-03-01"))
    return someone


def a_whole_season() -> Aggregate:
    whole = season()
    c = committee().id
    window = Period(day("2022-08-01"), day("2022-08-31"))
    whole.set_local_window(
        act("2022-07-01"), committee_id=c, tier=Tier.JUNIOR, submit=window, evaluation_deadline=day("2022-09-30")
    )
    whole.consent_postponement(act("2022-09-01"), committee_id=c, new_deadline=day("2023-01-20"), reason="疫情")
    whole.close_evaluation(act("2022-12-01"))
    whole.close_approval(act("2022-12-31"))
    whole.attest_annual_data(act("2023-01-10"), organiser_uscc=ORGANISER, checksum="c")
    return whole


def declarations() -> Iterator[Aggregate]:
    approved = Case().approved()
    approved.declaration.invalidate(act("2022-12-05", "decider"), cause=Cause.PROCEDURE, proposer_id="proposer")
    yield approved.declaration
    yield Case().evaluated(Tally(present=20, recused=1, yes=10, no=9, abstain=0)).declaration
    disputed = Case().posted()
    disputed.declaration.file_objection(act("2022-11-23"), named("o1"), CALENDAR)
    disputed.declaration.resolve_objection(act("2022-11-24"), named("o1"), upheld=True)
    disputed.declaration.interrupt_publicity(act("2022-11-24"))
    disputed.declaration.veto(act("2022-11-25"), cause=Cause.FRAUD)
    yield disputed.declaration
    hr = act("2022-07-22", "hr", "EMPLOYER_HR", FIRM)
    unfit = Case().submitted()
    unfit.declaration.fail_unit_review(hr, [ItemResult(i, passed=i != "tenure") for i in ITEMS])
    yield unfit.declaration
    turned_down = Case().unit_publicised()
    turned_down.declaration.reject_at_level(
        act("2022-08-10", "county-reviewer", "LEVEL_REVIEWER", COUNTY), 1, [ItemResult(i, passed=False) for i in ITEMS]
    )
    yield turned_down.declaration
    claiming = Case(name="claiming", route=Route.DIRECT)
    claiming.declaration.ground_direct_route(
        claiming.by("2022-07-01"), ground=DirectGround.OVERSEAS_TALENT, document="d", evidence=PAPER.sha256
    )
    claiming.declaration.claim_preference(
        claiming.by("2022-07-01"), Preference(PreferenceTag.RURAL_REVITALISATION, PAPER.sha256, "p")
    )
    yield claiming.declaration
    withdrawn = Case().submitted()
    withdrawn.declaration.withdraw(withdrawn.by("2022-07-21"))
    yield withdrawn.declaration
    cancelled = Case().submitted()
    cancelled.declaration.cancel_for_multiple(act("2022-07-22"))
    yield cancelled.declaration
    corrected = Case().submitted()
    corrected.declaration.request_correction(hr, items=["tenure"], deadline=day("2022-07-28"))
    corrected.declaration.supply_correction(corrected.by("2022-07-23"))
    corrected.declaration.request_correction(
        act("2022-07-25", "c", "LEVEL_REVIEWER", COUNTY), items=["x"], deadline=day("2022-07-28")
    )
    corrected.declaration.let_correction_lapse(act("2022-07-29"))
    yield corrected.declaration


def titles_and_certificates() -> Iterator[Aggregate]:
    fallen = title()
    fallen.correct_descriptive_data(act("2022-12-01"), title_name="高级工程师")
    fallen.assign_certificate(act("2022-12-01"), certificate_no=NO, version=1)
    certificate = Certificate.prepare(
        act("2022-12-01"), fallen.facts(), certificate_no=NO, status_list=1, status_index=77, sealed_body="b"
    )
    for version in (1, 2):
        if version > 1:
            certificate.prepare_reissue(
                act("2022-12-02"), fallen.facts(), status_list=1, status_index=78, sealed_body="b", reason="LOST"
            )
        certificate.issue(
            act("2022-12-02"),
            fallen.facts(),
            version=version,
            sealed_token="t",
            kid="aa" * 8,
            signed_at=at("2022-12-02"),
        )
    fallen.propose_revocation(act("2023-01-01", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    fallen.drop_proposal(act("2023-01-02"))
    fallen.propose_revocation(act("2023-01-03", "proposer"), cause=Cause.FRAUD, evidence_ref="e")
    fallen.record_statement(act("2023-01-04"), heard=True)
    fallen.decide_revocation(act("2023-01-05", "decider"))
    certificate.revoke(act("2023-01-05"), cause="FRAUD")
    fallen.rescind_revocation(act("2023-06-01"))
    fallen.invalidate(act("2023-07-01", "decider"), cause=Cause.PROCEDURE, proposer_id="proposer")
    yield fallen
    yield certificate
    rests_on_the_fallen = title("higher")
    rests_on_the_fallen.keep_after_review(act("2023-08-01"), fallen.facts())
    yield rests_on_the_fallen
    ended = title("another")
    ended.deregister(act("2023-01-01"), cause=Cause.DEATH)
    yield ended


def small_streams() -> Iterator[Aggregate]:
    slot = AnnualSlot.claim(act("2022-07-20"), None, person_id=named("p"), season=2022, declaration_id=named("d"))
    slot.release(act("2022-07-21"), named("d"))
    AnnualSlot.claim(act("2022-07-22"), slot, person_id=named("p"), season=2022, declaration_id=named("e"))
    slot.bar(act("2022-07-23"))
    yield slot
    yield IdentityReservation.reserve(act("2022-07-01"), blind_index="b1", person_id=named("p"))
    numbers = NumberSeries.open(act("2022-12-01"), year=2022, series_code="05", level=Level.ASSOCIATE_SENIOR)
    numbers.reserve(act("2022-12-01"), 10)
    yield numbers
    positions = StatusList.open(act("2022-12-01"), n=1, seed_hex="5eed" * 8)
    positions.claim(act("2022-12-01"), 10)
    yield positions
    record = IntegrityRecord.open(
        act("2019-01-01", "decider"),
        person_id=named("p"),
        n=1,
        cause=Cause.FRAUD,
        proposer_id="proposer",
        related_title_ids=[named("t")],
    )
    record.request_review(act("2019-02-01"))
    record.uphold(act("2019-03-01"))
    record.mark_expired(act("2022-02-01"))
    record.annul(act("2023-01-01"))
    yield record
    key = SigningKey.announce(
        act("2022-01-01"), kid="aa" * 8, algorithm=-7, public_key="k", purpose="status", region="340000", authority=1
    )
    key.activate(act("2022-01-02"))
    key.retire(act("2022-02-01"))
    key.report_compromise(act("2022-03-01"), since=at("2022-01-15"))
    yield key


def all_lives() -> list[Aggregate]:
    return [
        a_working_life(),
        a_whole_season(),
        committee(),
        *declarations(),
        *titles_and_certificates(),
        *small_streams(),
        *petition_lives(),
        *authority_lives(),
        *recognition_lives(),
        *quota_lives(),
        *people_lives(),
        *history_lives(),
    ]
