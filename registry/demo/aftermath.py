"""What became of some of the demo's titles until today: taken back, replaced, or their holders put on record."""

from datetime import date, timedelta
from uuid import UUID

from domain.calendar import add_years
from registry.bootstrap import Office
from registry.command import Actor
from registry.demo.cast import FIRST_ADMIN, SECOND_ADMIN, do
from registry.demo.season import Played
from registry.press import Press

REVOKED, INVALIDATED, DEREGISTERED, SUPERSEDED, ON_RECORD, ENDS_TODAY, ENDED = range(7)
"""Numbers of the people to whom it happens."""

INTEGRITY_YEARS = 3


class Aftermath:
    """Runs by today's clock; the documents carry dates of the past."""

    def __init__(self, office: Office, press: Press, played: Played) -> None:
        self._office = office
        self._press = press
        self._played = played

    def take_back(self) -> None:
        """Two persons decide: a title revoked for fraud, a result declared invalid; one is taken off the register."""
        today = self._office.rooms.clock.today()
        self._revoke(REVOKED, today - timedelta(days=30))
        self._invalidate(INVALIDATED, today - timedelta(days=20))
        self._do(
            "deregister-title",
            SECOND_ADMIN,
            DEREGISTERED,
            title_id=self._played.title(DEREGISTERED),
            legal_date=today - timedelta(days=10),
            document_ref="虚构人社注〔2022〕1号",
            cause="DUPLICATE_REGISTRATION",
        )

    def put_on_record(self) -> None:
        """Holders whose titles stand, on record: for long, through today, and until yesterday."""
        today = self._office.rooms.clock.today()
        self._record(ON_RECORD, today - timedelta(days=365))
        self._record(ENDS_TODAY, add_years(today, -INTEGRITY_YEARS))
        self._record(ENDED, add_years(today, -INTEGRITY_YEARS) - timedelta(days=1))

    def replace_copy(self, actor: Actor) -> None:
        """A lost certificate is issued anew: the old copy answers SUPERSEDED, the new one holds."""
        list(self._press.issue(actor, [self._played.title(SUPERSEDED)], reissue_reason="lost"))

    def _revoke(self, n: int, decided_on: date) -> None:
        title = self._played.title(n)
        document = {"legal_date": decided_on, "document_ref": "虚构人社撤〔2022〕9号"}
        self._do(
            "propose-revocation", FIRST_ADMIN, n, title_id=title, cause="FRAUD", evidence_ref="虚构核查〔2022〕7号"
        )
        self._do("record-statement", FIRST_ADMIN, n, title_id=title, heard=True, **document)
        self._do("decide-revocation", SECOND_ADMIN, n, title_id=title, **document)

    def _invalidate(self, n: int, decided_on: date) -> None:
        declaration = self._played.declarations[n]
        self._do(
            "propose-invalidation",
            FIRST_ADMIN,
            n,
            declaration_id=declaration,
            cause="PROCEDURE",
            evidence_ref="虚构巡查〔2022〕3号",
        )
        self._do(
            "invalidate-result",
            SECOND_ADMIN,
            n,
            declaration_id=declaration,
            legal_date=decided_on,
            document_ref="虚构人社无效〔2022〕1号",
        )

    def _record(self, n: int, decided_on: date) -> None:
        person = self._played.persons[n]
        self._do(
            "propose-record",
            FIRST_ADMIN,
            n,
            person_id=person,
            cause="ETHICS_BREACH",
            evidence_ref=f"虚构核查〔2022〕{n + 20}号",
        )
        self._do(
            "open-record",
            SECOND_ADMIN,
            n,
            person_id=person,
            legal_date=decided_on,
            document_ref=f"虚构人社诚信〔2022〕{n + 20}号",
        )

    def _do(self, name: str, actor: Actor, n: int, **fields: object) -> UUID:
        return do(self._office, name, actor, f"aftermath {n}", **fields)
