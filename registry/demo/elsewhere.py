"""Titles from elsewhere: one of an aid posting, recognised by the rules alone, and a neighbour's, confirmed twice."""

from datetime import date
from typing import Any
from uuid import UUID

from registry.bootstrap import Office
from registry.command import Role
from registry.demo.cast import APPROVER, FIRM, FIRST_ADMIN, actor, do
from registry.demo.people import synthetic_person
from registry.demo.season import REGISTER_DAY, Day, Played, Round

NEIGHBOUR = "1198000000000006X9"
HR = actor(f"hr-{FIRM[-4:].lower()}", Role.EMPLOYER_HR, FIRM)

POSTED, MOVED = 100_007, 100_009
"""Numbers of two more people of the firm."""
RETURNED_ON = date(2022, 2, 28)
ASKED_DAY, GRANTED_DAY = date(2022, 9, 5), date(2022, 9, 26)
SOURCE = {
    "province": "98",
    "authority_kind": "PROVINCIAL_TITLE_DEPARTMENT",
    "authority_uscc": NEIGHBOUR,
    "title_name": "高级工程师",
    "series_code": "05",
    "specialty_code": "MECHANICAL",
    "level": 412,
    "scope": "GENERAL",
    "grant_date": date(2009, 11, 30),
    "certificate_no": "虚构邻省2009-0001",
}


class Elsewhere:
    """What these two live through."""

    def __init__(self, office: Office, played: Played) -> None:
        self._office = office
        self._played = played
        self._round = Round(office, played, lambda _steps: None)
        self._formal: UUID | None = None

    def days(self) -> list[Day]:
        """The days on which something happens to them."""
        return [
            (REGISTER_DAY, self._come_home),
            (ASKED_DAY, self._ask),
            (GRANTED_DAY, self._decide),
        ]

    def _come_home(self) -> None:
        """A year in Tibet with a title obtained there: no document is needed, and no certificate follows (S2.4e, f)."""
        self._round.register(synthetic_person(POSTED))
        posting = self._do(
            "start-aid-posting",
            person_id=self._played.persons[POSTED],
            sending_unit_uscc=FIRM,
            province="54",
            start=date(2021, 3, 1),
            planned_end=RETURNED_ON,
            **_paper(date(2021, 2, 20), "虚构援派〔2021〕2号"),
        )
        evaluation = self._do("choose-place", posting_id=posting, season=2021, place="RECEIVING")
        materials = {"evaluation_id": evaluation, "document_ref": "虚构材料审核〔2021〕4号"}
        self._do("approve-aid-materials", legal_date=date(2021, 9, 1), **materials)
        self._do("record-aid-acceptance", legal_date=date(2021, 9, 10), authority_uscc=NEIGHBOUR, **materials)
        there = {name: SOURCE[name] for name in ("title_name", "series_code", "specialty_code", "level", "scope")}
        self._do(
            "record-aid-title",
            legal_date=date(2021, 12, 20),
            certificate_no="虚构受援2021-0007",
            document_sha256="cd" * 32,
            **materials,
            **there,
        )
        end = {"posting_id": posting, "last_day": RETURNED_ON, "returned_on_expiry": True}
        self._do("end-aid-posting", **end, **_paper(date(2022, 3, 4), "虚构期满〔2022〕1号"))
        self._do("recognise-aid-title", FIRST_ADMIN, evaluation_id=evaluation)
        self._played.outcomes["aid title recognised"] += 1

    def _ask(self) -> None:
        """The firm confirms the neighbour's title for itself, and asks the department for the whole province."""
        self._round.register(synthetic_person(MOVED))
        person_id = self._played.persons[MOVED]
        inside = {"check": _check("CERTIFICATE", ASKED_DAY), "level_used": 412, "post": "机械设计岗"}
        self._do("record-employer-confirmation", person_id=person_id, source=SOURCE, **inside)
        self._formal = self._do("request-formal", person_id=person_id, employer_uscc=FIRM, source=SOURCE)
        self._played.outcomes["confirmed by the employer"] += 1

    def _decide(self) -> None:
        """The source answered in writing; the department grants (R-CONF-5)."""
        self._do(
            "verify-source",
            FIRST_ADMIN,
            confirmation_id=self._formal,
            check=_check("WRITTEN_REPLY", GRANTED_DAY),
            scope="GENERAL",
            **_paper(GRANTED_DAY, "虚构邻省复函〔2022〕2号"),
        )
        self._do("grant-formal", APPROVER, confirmation_id=self._formal, **_paper(GRANTED_DAY, "虚构人社确〔2022〕3号"))
        self._played.outcomes["confirmed by the department"] += 1

    def _do(self, name: str, who: Any = HR, **fields: Any) -> UUID:
        return do(self._office, name, who, "elsewhere", **fields)


def _check(by: str, checked_on: date) -> dict[str, Any]:
    return {"by": by, "effective": True, "checked_on": checked_on, "evidence_sha256": "ef" * 32}


def _paper(legal_date: date, number: str) -> dict[str, Any]:
    return {"legal_date": legal_date, "document_ref": number}
