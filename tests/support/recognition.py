"""Letters, aid postings and titles from elsewhere as people send them; each step is one command of a `World`."""

from typing import Any
from uuid import UUID

from registry import Actor, Receipt, Role
from tests.support.office import ADMIN, FIRM, HR, OTHER_FIRM, PHRSS, World

PEER = "1198000000000006X9"
"""The title department of a neighbouring province."""
CITY_BUREAU = "129900000000000272"
PTO = Actor(id="pto-1", roles=frozenset({Role.PHRSS_PTO}), unit_uscc=PHRSS)
OTHER_HR = Actor(id="hr-2", roles=frozenset({Role.EMPLOYER_HR}), unit_uscc=OTHER_FIRM)
HEAD_OF_HR = Actor(id="hr-head", roles=frozenset({Role.EMPLOYER_HR}), unit_uscc=FIRM)
VERIFIER = Actor(id="verifier-1", roles=frozenset({Role.LEVEL_REVIEWER}), unit_uscc=PHRSS)
INSPECTOR = Actor(id="inspector-1", roles=frozenset({Role.INSPECTOR}), unit_uscc=PHRSS)


def superiors_letter(world: World, person_id: UUID, number: str = "虚构集团人函〔2022〕5号", **changes: Any) -> Receipt:
    """A superior's letter for associate senior engineer in 2022, registered today."""
    said: dict[str, Any] = {
        "kind": "INBOUND_SUPERIOR",
        "person_id": str(person_id),
        "season": 2022,
        "series_code": "05",
        "specialty_code": "MECHANICAL",
        "level": 412,
        "issuer_uscc": OTHER_FIRM,
        "issuer_kind": "SUPERIOR_WITH_PERSONNEL_AUTHORITY",
        "document_sha256": "ab" * 32,
        **world.paper(number),
    }
    return world.do(ADMIN, "register-inbound", **{**said, **changes})


def designated_letter(world: World, person_id: UUID, committee_id: UUID) -> str:
    """A superior's letter with consent and the committee designated, all today."""
    letter = superiors_letter(world, person_id).id
    world.do(PTO, "give-consent", letter_id=letter, **world.paper("虚构专技处复函〔2022〕8号"))
    world.do(
        PTO,
        "designate-committee",
        letter_id=letter,
        committee_id=str(committee_id),
        **world.paper("虚构专技处指定〔2022〕8号"),
    )
    return letter


def entrusted(world: World, *person_ids: UUID) -> list[UUID]:
    """A declaration of each on the entrusted route, through its whole review chain, on 3 August."""
    declarations = [world.draft(person_id, route="ENTRUSTED") for person_id in person_ids]
    for person_id, declaration_id in zip(person_ids, declarations, strict=True):
        world.submit(person_id, declaration_id)
    world.recommend(*declarations)
    return declarations


def sent_to_tibet(world: World, person_id: UUID, planned_end: str = "2022-02-28") -> str:
    """An aid posting since 1 March 2021."""
    return world.do(
        HR,
        "start-aid-posting",
        person_id=str(person_id),
        sending_unit_uscc=FIRM,
        province="54",
        start="2021-03-01",
        planned_end=planned_end,
        **world.paper("虚构援派〔2021〕2号"),
    ).id


def obtained_there(world: World, posting_id: str) -> str:
    """The season 2021 at the receiving place: approved on 1 September, accepted on the 10th, granted on 20 December."""
    evaluation = world.do(HR, "choose-place", posting_id=posting_id, season=2021, place="RECEIVING").id
    step = {"evaluation_id": evaluation, "document_ref": "虚构材料审核〔2021〕4号"}
    world.do(HR, "approve-aid-materials", legal_date="2021-09-01", **step)
    world.do(HR, "record-aid-acceptance", legal_date="2021-09-10", authority_uscc=PEER, **step)
    title = {
        "title_name": "高级工程师",
        "series_code": "05",
        "specialty_code": "MECHANICAL",
        "level": 412,
        "scope": "GENERAL",
        "certificate_no": "XZ-2021-0007",
        "document_sha256": "cd" * 32,
    }
    world.do(HR, "record-aid-title", legal_date="2021-12-20", **step, **title)
    return evaluation


def returned(world: World, posting_id: str, last_day: str = "2022-02-28", *, on_expiry: bool = True) -> None:
    """The posting ended."""
    world.do(
        HR,
        "end-aid-posting",
        posting_id=posting_id,
        last_day=last_day,
        returned_on_expiry=on_expiry,
        **world.paper("虚构期满〔2022〕1号"),
    )


def neighbours_title(**changes: Any) -> dict[str, Any]:
    """An associate-senior engineer of the neighbouring province since 2009."""
    said: dict[str, Any] = {
        "province": "98",
        "authority_kind": "PROVINCIAL_TITLE_DEPARTMENT",
        "authority_uscc": PEER,
        "title_name": "高级工程师",
        "series_code": "05",
        "specialty_code": "MECHANICAL",
        "level": 412,
        "scope": "GENERAL",
        "grant_date": "2009-11-30",
        "certificate_no": "ZS-2009-0001",
    }
    return {**said, **changes}


def checked(world: World, **changes: Any) -> dict[str, Any]:
    """The certificate was read by the verifier today, and held."""
    said: dict[str, Any] = {
        "by": "CERTIFICATE",
        "effective": True,
        "checked_on": str(world.paper()["legal_date"]),
        "evidence_sha256": "ef" * 32,
    }
    return {**said, **changes}


def confirm_inside(world: World, person_id: UUID, actor: Actor = HR, **changes: Any) -> Receipt:
    """The employer confirms for its own use."""
    said: dict[str, Any] = {
        "person_id": str(person_id),
        "source": neighbours_title(),
        "check": checked(world),
        "level_used": 412,
        "post": "机械设计岗",
    }
    return world.do(actor, "record-employer-confirmation", **{**said, **changes})


def ask_department(world: World, person_id: UUID, **source: Any) -> Receipt:
    """The employer asks the department."""
    wanted = {"person_id": str(person_id), "employer_uscc": FIRM, "source": neighbours_title(**source)}
    return world.do(HR, "request-formal", **wanted)


def verify(world: World, confirmation_id: str, scope: str | None = "GENERAL", **check: Any) -> Receipt:
    """Somebody of the department checks the source."""
    return world.do(
        VERIFIER,
        "verify-source",
        confirmation_id=confirmation_id,
        check=checked(world, by="WRITTEN_REPLY", **check),
        scope=scope,
        **world.paper("邻省虚构复函〔2022〕2号"),
    )


def answers(shown: Any) -> dict[str, str]:
    """Each rule's answer by its id."""
    return {rule.rule_id: rule.answer for rule in shown.rules}
