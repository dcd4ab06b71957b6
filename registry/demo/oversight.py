"""What is kept an eye on: a right of evaluation that is lost, a petition that is answered, and titles from before."""

import csv
import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.identity import authority_id
from registry.bootstrap import Office
from registry.bulk.attesting import Attesting
from registry.bulk.staging import Staging, TitlesFile
from registry.bulk.titles import COLUMNS
from registry.command import Actor, Role
from registry.demo.cast import CITY, FIRST_ADMIN, PROVINCE, actor, do
from registry.demo.people import synthetic_person
from registry.demo.season import Day, Played

UNIVERSITY = "129900000000000865"
INSPECTOR = actor("inspector-tao", Role.INSPECTOR, CITY)
PETITIONS = actor("petitions-jin", Role.PETITION_OFFICER, PROVINCE)
HANDLER = actor("petitions-wei", Role.PETITION_OFFICER, PROVINCE)
ARCHIVIST = actor("archive-jiang", Role.ARCHIVIST, UNIVERSITY)
ATTESTER = actor("attester-yan", Role.ATTESTER, UNIVERSITY)

DELEGATED, INSPECTED, ORDERED = date(2022, 6, 1), date(2022, 7, 5), date(2022, 7, 8)
DEADLINE, FOUND_FAILED, WITHDRAWN = date(2022, 8, 31), date(2022, 9, 1), date(2022, 10, 20)
PETITIONED, ANSWERED = date(2022, 11, 1), date(2022, 11, 25)
IMPORTED = date(2022, 12, 5)
FIRST_HISTORICAL = 200_001
HISTORICAL = 12


class Oversight:
    """Runs beside the season."""

    def __init__(self, office: Office, played: Played) -> None:
        self._office = office
        self._played = played
        self._right = authority_id(UNIVERSITY, "01")
        self._petition: UUID | None = None

    def days(self) -> list[Day]:
        """The days on which something happens."""
        return [
            (DELEGATED, self._delegate),
            (INSPECTED, self._inspect),
            (FOUND_FAILED, self._find_failed),
            (WITHDRAWN, self._withdraw),
            (PETITIONED, self._take_petition),
            (ANSWERED, self._answer_petition),
            (IMPORTED, self._import_history),
        ]

    def _delegate(self) -> None:
        right: dict[str, Any] = {"holder_uscc": UNIVERSITY, "holder_kind": "AUTONOMOUS_UNIT", "series_code": "01"}
        self._do("delegate-authority", levels=[411, 412], **right, **_paper(DELEGATED, "虚构人社授〔2022〕1号"))

    def _inspect(self) -> None:
        inspection = self._do(
            "open-inspection",
            kind="COMPREHENSIVE",
            subject="AUTHORITY",
            subject_id=self._right,
            inspectors=[{"inspector_id": INSPECTOR.id, "unit_uscc": CITY}],
            **_paper(INSPECTED, "虚构人社巡〔2022〕1号"),
        )
        for clause, what in (("S3.1c", "越级推荐"), ("R-VOTE-3", "会后补票")):
            found: dict[str, Any] = {"inspection_id": inspection, "offended_clause": clause, "description": what}
            do(self._office, "record-finding", INSPECTOR, f"oversight {clause}", **found)
        order: dict[str, Any] = {"inspection_id": inspection, "deadline": DEADLINE}
        self._do("order-rectification", **order, **_paper(INSPECTED, "虚构人社改〔2022〕1号"))

    def _find_failed(self) -> None:
        """Nothing came by the end of the last day, and quality is not assured: the right is suspended (S2.8f)."""
        found: dict[str, Any] = {"reason": "逾期未整改", "quality_assured": False}
        paper = _paper(FOUND_FAILED, "虚构人社改〔2022〕2号")
        self._do("fail-rectification", authority_id=self._right, **found, **paper)

    def _withdraw(self) -> None:
        self._do("withdraw-authority", authority_id=self._right, **_paper(WITHDRAWN, "虚构人社收〔2022〕1号"))
        text: dict[str, Any] = {"units": [UNIVERSITY], "text": "关于收回虚构大学评审权的通报"}
        self._do("issue-circular", **text, **_paper(WITHDRAWN, "虚构人社通报〔2022〕1号"))
        self._played.outcomes["right of evaluation withdrawn"] += 1

    def _take_petition(self) -> None:
        self._petition = self._do(
            "register-petition",
            PETITIONS,
            case_no="信访〔2022〕7号",
            channel="LETTER",
            subject="PROCEDURE",
            received_on=PETITIONED,
            petitioner="虚构来信人",
            statement="反映评审程序问题。",
            target_unit=UNIVERSITY,
        )
        case = {"petition_id": self._petition}
        self._do("accept-petition", PETITIONS, **case)
        due: dict[str, Any] = {"handler_id": HANDLER.id, "handler_unit": PROVINCE, "due_on": date(2022, 12, 30)}
        self._do("assign-petition", PETITIONS, **case, **due)

    def _answer_petition(self) -> None:
        """Not substantiated any further than the inspection was; the loop is closed by a reasoned no action."""
        case: dict[str, Any] = {"petition_id": self._petition}
        self._do("record-petition-finding", HANDLER, finding="所反映问题已由巡查处理。", **case)
        checks = ("facts_clear", "characterisation_accurate", "handling_proper", "procedure_complete")
        opinion: dict[str, Any] = {"substantiated": False, "opinion": "已由巡查处理。", **dict.fromkeys(checks, True)}
        self._do("issue-petition-opinion", HANDLER, **case, **opinion, **_paper(ANSWERED, "虚构信访意见〔2022〕7号"))
        self._do("report-petition", PETITIONS, **case, **_paper(ANSWERED, "虚构信访报告〔2022〕7号"))
        closing: dict[str, Any] = {"delivered_on": ANSWERED, "no_action_reason": "评审权已收回,无须另行处理。"}
        self._do("close-petition", HANDLER, **case, **closing)
        self._played.outcomes["petition closed"] += 1

    def _import_history(self) -> None:
        """A dozen titles of before, one row of them dirty; the university answers for those that it evaluated."""
        body: dict[str, Any] = {"uscc": UNIVERSITY, "body_name": "虚构大学", "first_year": 2015, "last_year": 2021}
        self._do("record-evaluating-body", **body, **_paper(IMPORTED, "虚构人社〔2022〕30号"))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "titles.csv"
            with file.open("w", encoding="utf-8-sig", newline="") as written:
                table = csv.DictWriter(written, COLUMNS)
                table.writeheader()
                table.writerows(_row(n) for n in range(HISTORICAL))
            staged = list(Staging(self._office, ARCHIVIST).stage(TitlesFile(file), "虚构大学函〔2022〕3号"))
        attesting = Attesting(self._office, ATTESTER)
        attested = list(attesting.attest(legal_date=IMPORTED, document_ref="虚构大学函〔2022〕4号"))
        self._played.outcomes["historical titles registered"] += len(attested)
        self._played.outcomes["historical rows refused"] += len(staged) - len(attested)

    def _do(self, name: str, who: Actor = FIRST_ADMIN, **fields: Any) -> UUID:
        return do(self._office, name, who, "oversight", **fields)


def _row(n: int) -> dict[str, object]:
    person = synthetic_person(FIRST_HISTORICAL + n)
    year = 2021 - n % 5
    return {
        "source_key": f"{year}-{n:03}",
        "body_uscc": UNIVERSITY,
        "year": year,
        "name": person.name,
        "id_type": "RESIDENT_ID",
        "id_number": person.resident_id if n else person.resident_id[:-1],
        "title_name": "副教授",
        "series_code": "01",
        "specialty": "",
        "level_code": 412,
        "grant_date": f"{year}-12-20",
        "approval_document_no": f"虚构大学职〔{year}〕{n}号",
        "original_certificate_no": f"虚构证{year}{n:03}",
    }


def _paper(legal_date: date, number: str) -> dict[str, Any]:
    return {"legal_date": legal_date, "document_ref": number}
