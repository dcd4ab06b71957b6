"""One file of historical titles (历史职称信息): which file it was, and what became of its rows."""

from typing import Self

from domain.aggregate import Act, Aggregate, AggregateCreated, event
from domain.errors import DomainError, wrong_state
from domain.identity import import_batch_id


class ImportBatch(Aggregate):
    """Its id follows from the file's own digest, so the same file is the same batch however often it is read."""

    TOPIC = "ImportBatch"

    class Event(Aggregate.Event):
        """A fact of this batch."""

    class Opened(Event, AggregateCreated):
        """Reading began; the document is the letter by which the file was handed over."""

        TOPIC = "ImportBatchOpened"
        file_digest: str
        rows: int

    class Closed(Event):
        """Every row has its outcome. The figures say what is on record, not what one run added to it."""

        TOPIC = "ImportBatchClosed"
        on_record: int
        in_conflict: int
        refused: int

    @event(Opened)
    def __init__(self, file_digest: str, rows: int) -> None:
        self.file_digest = file_digest
        self.rows = rows
        self.closed = False

    @classmethod
    def open(cls, act: Act, *, file_digest: str, rows: int) -> Self:
        """Opens the batch of a file. `file_digest`: keyed, in hex; `rows`: rows below the heading, blank ones left out.

        Raises DomainError where no document says whence the file comes (S2.6d).
        """
        act.with_document("R-CERT-1", "S2.6d")
        if rows < 1:
            raise DomainError("invalid_value", clause="S2.6d", message="a batch has at least one row")
        return cls._begin(cls.Opened, import_batch_id(file_digest), act, file_digest=file_digest, rows=rows)

    def close(self, act: Act, *, on_record: int, in_conflict: int, refused: int) -> None:
        """Notes what became of all rows; raises DomainError where a row has no outcome or the batch is closed."""
        if self.closed:
            raise wrong_state("the batch", "closed", "an open batch")
        if min(on_record, in_conflict, refused) < 0 or on_record + refused != self.rows or in_conflict > on_record:
            raise DomainError("invalid_value", clause="S2.6d", message="every row has one outcome")
        self._record(self.Closed, act, on_record=on_record, in_conflict=in_conflict, refused=refused)

    @event(Closed)
    def _closed(self) -> None:
        self.closed = True
