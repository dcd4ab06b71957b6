"""Lives of people entered twice, of employers and of evaluation standards."""

from collections.abc import Iterator

from domain.aggregate import Aggregate
from domain.employer import Employer
from domain.evaluation_standard import Condition, EvaluationStandard
from domain.identity_match import IdentityMatch
from domain.values import DocumentKind, Management, Period, PreferenceTag
from tests.domain.builders import FIRM, act, day, named, person

CONDITIONS = (Condition("CONDUCT", "遵纪守法", "conduct", "S3.4b"), Condition("PAPER", "论文", "papers", "S2.1c"))
WAIVED = {PreferenceTag.RURAL_REVITALISATION: frozenset({"PAPER"})}


def people_lives() -> Iterator[Aggregate]:
    kept, other = person("kept"), person("other")
    kept.add_document(
        act("2022-01-01"),
        kind=DocumentKind.PASSPORT,
        sealed_number="s",
        blind_index="b1",
        valid=Period(day("2022-01-01")),
    )
    kept.supersede_document(act("2022-06-01"), blind_index="b1", last_day=day("2022-05-31"))
    kept.merge(act("2022-06-02"), other)
    yield kept
    yield other
    match = IdentityMatch.see(act("2022-06-01"), None, trait_index="t1", person_id=kept.id)
    for again in ("other", "namesake"):
        IdentityMatch.see(act("2022-06-01"), match, trait_index="t1", person_id=named(again))
    match.confirm(act("2022-06-02"), [kept.id], [other.id])
    match.dismiss(act("2022-06-02"), [kept.id, other.id], [named("namesake")])
    yield match
    employer = Employer.state(
        act("2022-06-01"), None, uscc=FIRM, management=Management.NORMAL, from_date=day("2022-01-01")
    )
    yield Employer.state(
        act("2022-06-02"), employer, uscc=FIRM, management=Management.REF_CIVIL_SERVICE, from_date=day("2022-06-01")
    )
    yield standard()


def standard() -> EvaluationStandard:
    published = EvaluationStandard.publish(
        act("2022-05-01"),
        None,
        series_code="05",
        specialty_code="",
        level=412,
        version="05-412-1",
        in_force_from=day("2022-06-01"),
        conditions=CONDITIONS,
        waived=WAIVED,
    )
    return EvaluationStandard.publish(
        act("2022-05-02"),
        published,
        series_code="05",
        specialty_code="",
        level=412,
        version="05-412-2",
        in_force_from=day("2022-08-01"),
        conditions=CONDITIONS[:1],
        waived={},
    )
