"""Lives of imported titles, of the file they came in and of the bodies that answer for them."""

from collections.abc import Iterator

from domain.aggregate import Aggregate
from domain.evaluating_body import EvaluatingBody
from domain.identity import import_batch_id, import_record_id
from domain.import_batch import ImportBatch
from domain.import_record import ImportRecord, Match
from domain.standing import HistoricalTitle, TitleFacts
from domain.values import Level, Scope
from tests.domain.builders import ORGANISER, PHRSS, act, day, named

BODY = "129900000000000865"
ENGINEER = HistoricalTitle(
    "高级工程师",
    "05",
    "MECHANICAL",
    Level.ASSOCIATE_SENIOR,
    Scope.GENERAL,
    day("2015-12-01"),
    "虚构职改〔2015〕12号",
)


def body() -> EvaluatingBody:
    """Evaluated from 2010 through 2021."""
    return EvaluatingBody.record(
        act("2022-07-01", unit=PHRSS), uscc=BODY, name="虚构大学", first_year=2010, last_year=2021
    )


def staged(source_key: str = "2015-1", *, year: int = 2015, claimed: HistoricalTitle = ENGINEER) -> ImportRecord:
    """A record as it comes in."""
    return ImportRecord.stage(
        act("2022-07-20"),
        record_id=import_record_id(BODY, source_key),
        batch_id=import_batch_id("f" * 64),
        source_key=source_key,
        row_digest="d" * 64,
        body_uscc=BODY,
        year=year,
        claimed=claimed,
        original_no_index="c" * 64,
        sealed_original="s",
    )


def matched(source_key: str = "2015-1", *, year: int = 2015) -> ImportRecord:
    """A record tied to its person."""
    record = staged(source_key, year=year)
    record.match(act("2022-07-20"), person_id=named("p"), by=Match.REGISTERED)
    return record


def holding(*, effective: bool = True, on: str = "2015-12-01", scope: Scope = Scope.GENERAL) -> TitleFacts:
    """The same title in the register."""
    return TitleFacts(
        named("t"), named("p"), "05", "MECHANICAL", Level.ASSOCIATE_SENIOR, scope, day(on), effective=effective
    )


def history_lives() -> Iterator[Aggregate]:
    evaluating = body()
    evaluating.name_successor(act("2022-07-02", unit=PHRSS), successor_uscc=ORGANISER)
    yield evaluating
    batch = ImportBatch.open(act("2022-07-20"), file_digest="f" * 64, rows=3)
    batch.close(act("2022-07-20"), on_record=2, in_conflict=1, refused=1)
    yield batch
    settled = staged()
    settled.match(act("2022-07-20"), person_id=named("p"), by=Match.KNOWN, held=[holding(on="2014-12-01")])
    settled.resolve_conflict(act("2022-07-21"))
    settled.attest(act("2022-07-22", unit=BODY), body().facts(), [holding(on="2014-12-01")])
    yield settled
    refused = matched("2015-2")
    refused.reject(act("2022-07-21"), reason="重复")
    yield refused
