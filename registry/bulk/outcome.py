"""What became of one row, and the report that says so row by row. No name and no number of a person stands in it."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from registry.bulk.cells import neutral


class Done(StrEnum):
    """What became of a row."""

    ADDED = "ADDED"
    CONFLICT = "CONFLICT"
    ALREADY = "ALREADY"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class RowOutcome:
    """One line of the report: the row's own number, and code and sentence where it was refused or waits."""

    row: int
    key: str
    done: Done
    id: str = ""
    code: str = ""
    message: str = ""


def reported(outcomes: Iterable[RowOutcome], path: Path | None) -> Iterator[RowOutcome]:
    """The same outcomes, written to a CSV file on the way: beside it first, in its place when all are there."""
    if path is None:
        yield from outcomes
        return
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["row", "key", "outcome", "id", "code", "message"])
        for outcome in outcomes:
            key, message = neutral(outcome.key), neutral(outcome.message)
            table.writerow([outcome.row, key, outcome.done, outcome.id, outcome.code, message])
            yield outcome
    unfinished.replace(path)
