"""Three files on the other routes, through the same steps as everybody's: direct, entrusted, and by an association."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.identity import committee_id
from registry.command import Role
from registry.demo.cast import COMMITTEE_OFFICE, FIRST_ADMIN, PROVINCE, actor
from registry.demo.people import SyntheticPerson, synthetic_person
from registry.demo.season import COMMITTEE, REGISTER_DAY, SEASON, Day, Round, Way

ASSOCIATION = "51990000000000035U"
SUPERIOR = "91990000MA00004100"
ASSOCIATION_OFFICE = actor("office-hu", Role.COMMITTEE_OFFICE, ASSOCIATION)
TITLE_OFFICE = actor("pto-feng", Role.PHRSS_PTO, PROVINCE)
ASSOCIATION_COMMITTEE = "DEMO-ASSOC-2022"

DIRECT, ENTRUSTED, SOCIALISED = 100_001, 100_003, 100_005
"""Numbers of three people of the firm, beyond those of any season."""
WAYS = {
    DIRECT: Way("DIRECT", COMMITTEE, COMMITTEE_OFFICE, 434),
    ENTRUSTED: Way("ENTRUSTED", COMMITTEE, COMMITTEE_OFFICE, 420),
    SOCIALISED: Way("SOCIALISED", ASSOCIATION_COMMITTEE, ASSOCIATION_OFFICE, 420),
}


class OtherRoutes(Round):
    """The round of these three. It is played beside the ordinary one, whose season it shares."""

    def days(self, people: int = len(WAYS)) -> list[Day]:
        """The days of the ordinary round, with the association's committee in place of the season's opening."""
        (first_day, _), *further = super().days(people)
        self.under_way = [synthetic_person(n) for n in WAYS]
        return [(first_day, self._file_association), *further]

    def way(self, person: SyntheticPerson) -> Way:
        """The route of this person."""
        return WAYS[person.n]

    def claim(self, person: SyntheticPerson, declaration: UUID, evidence: str) -> None:
        """The ground for skipping a level; the private enterprise that the association is there for."""
        what: dict[str, Any] = {"declaration_id": declaration, "evidence": evidence}
        if person.n == DIRECT:
            ground = {"ground": "OUTSTANDING_CONTRIBUTION", "ground_document": "虚构破格〔2022〕1号"}
            self.do("ground-direct-route", self.applicant(person), person.n, **what, **ground)
        if person.n == SOCIALISED:
            tag = {"tag": "PRIVATE_ENTERPRISE", "policy_ref": "虚构人社发〔2022〕倾斜1号"}
            self.do("claim-preference", self.applicant(person), person.n, **what, **tag)

    def letter(self, person: SyntheticPerson) -> UUID | None:
        """The superior's letter, with the consent of the title office and the committee it designated."""
        if person.n != ENTRUSTED:
            return None
        received = self.do(
            "register-inbound",
            FIRST_ADMIN,
            kind="INBOUND_SUPERIOR",
            person_id=self.played.persons[person.n],
            season=SEASON,
            series_code="05",
            specialty_code="MECHANICAL",
            level=412,
            issuer_uscc=SUPERIOR,
            issuer_kind="SUPERIOR_WITH_PERSONNEL_AUTHORITY",
            document_sha256="ab" * 32,
            **_paper("虚构集团人函〔2022〕5号"),
        )
        self.do("give-consent", TITLE_OFFICE, letter_id=received, **_paper("虚构专技处复函〔2022〕8号"))
        designated = {"letter_id": received, "committee_id": committee_id(COMMITTEE)}
        self.do("designate-committee", TITLE_OFFICE, **designated, **_paper("虚构专技处指定〔2022〕8号"))
        return received

    def _file_association(self) -> None:
        right = {"holder_uscc": ASSOCIATION, "holder_kind": "SOCIALISED_BODY", "series_code": "05"}
        paper = {"legal_date": date(2022, 6, 1), "document_ref": "虚构人社授〔2022〕2号"}
        self.do("delegate-authority", FIRST_ADMIN, ASSOCIATION, levels=[411, 412], **right, **paper)
        self.file_committee(
            ASSOCIATION_COMMITTEE, "虚构行业协会工程系列高级职称评审委员会", ASSOCIATION, "SOCIALISED_BODY"
        )


def _paper(number: str) -> dict[str, Any]:
    return {"legal_date": REGISTER_DAY, "document_ref": number}
