"""Short lives of titles that came from elsewhere."""

from collections.abc import Iterator

from domain.aggregate import Aggregate
from domain.standing import TitleSource
from domain.title import Title
from domain.values import Level, Scope, TitleOrigin
from tests.domain.builders import act, day, named

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


def recognition_lives() -> Iterator[Aggregate]:
    yield from_elsewhere()
