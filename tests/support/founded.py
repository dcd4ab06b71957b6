"""A founded office with titles, made once for the whole run and copied for each test: founding costs two seconds."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from domain.aggregate import Act
from domain.committee import EvaluationCommittee
from domain.identity import committee_id
from domain.person import Person
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Level, PersonOrigin
from registry.application import UnitOfWork
from registry.bootstrap import Office, open_office
from registry.clock import Clock
from registry.command import Actor, Role
from registry.commands.founding import DEMO_ISSUER
from registry.errors import NotFound
from registry.founding import Plan, found_office
from registry.messages import COMMANDS
from registry.settings import load_settings

PUBLIC_URL = "http://127.0.0.1:8700"
GRANTED_ON = date(2022, 11, 29)
ADMIN = Actor(id="admin-one", roles=frozenset({Role.PHRSS_ADMIN}))
SECOND_ADMIN = Actor(id="admin-two", roles=frozenset({Role.PHRSS_ADMIN}))


def found(home: Path, *, clock: Clock | None = None, database_url: str | None = None) -> None:
    """A demo office in this folder."""
    plan = Plan(home, DEMO_ISSUER, PUBLIC_URL, allow_synthetic=True, database_url=database_url)
    list(found_office(plan, clock=clock))


def copy_home(template: Path, home: Path) -> None:
    """The same office elsewhere: only the settings name the folder."""
    shutil.copytree(template, home)
    settings = home / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace(str(template), str(home)), "utf-8")


@contextmanager
def opened(home: Path, *, clock: Clock | None = None) -> Iterator[Office]:
    """The office of this folder."""
    with open_office(load_settings(home), clock=clock) as office:
        yield office


def grant_titles(office: Office, count: int, *, name: str = "张示例", title_name: str = "高级工程师") -> list[UUID]:
    """So many persons, each with a title granted on 29 November 2022."""
    act = Act(
        actor_id="approver",
        actor_role="APPROVER",
        unit_uscc=DEMO_ISSUER.uscc,
        legal_date=GRANTED_ON,
        recorded_at=datetime(2022, 11, 29, 4, tzinfo=UTC),
        document_ref="虚构人社批〔2022〕1号",
    )
    privacy = office.rooms.privacy
    committee = _committee(office)

    persons = [uuid4() for _ in range(count)]
    privacy._keys.create_many(persons)

    def grant(work: UnitOfWork, person_id: UUID) -> UUID:
        sealed = privacy.seal(person_id, "name", name)
        work.add(Person.register(act, person_id, origin=PersonOrigin.MAINLAND, sealed_name=sealed))
        result = ApprovedResult(
            declaration_id=uuid4(),
            person_id=person_id,
            series_code="05",
            specialty_code="MECHANICAL",
            level=Level(412),
            committee_id=committee,
            evaluation_date=date(2022, 11, 18),
            approved_on=GRANTED_ON,
            approver_uscc=DEMO_ISSUER.uscc,
            document_ref=act.document_ref,
        )
        return work.add(Title.grant(act, result, title_name=title_name, region_code=str(DEMO_ISSUER.region))).id

    return office.transaction(lambda work: [grant(work, person_id) for person_id in persons])


def revoke_title(office: Office, title: UUID, decided_on: date | None = None) -> None:
    """Two persons take a title away for fraud, by documents of this day."""
    propose_revocation(office, title, decided_on)
    decide_revocation(office, title, decided_on)


def propose_revocation(office: Office, title: UUID, heard_on: date | None = None) -> None:
    """One person proposes, and the holder is heard."""
    _do(office, ADMIN, "propose-revocation", title, cause="FRAUD", evidence_ref="证据1号")
    _do(office, ADMIN, "record-statement", title, heard=True, **_paper(office, heard_on))


def decide_revocation(office: Office, title: UUID, decided_on: date | None = None) -> None:
    """Another person decides what was proposed."""
    _do(office, SECOND_ADMIN, "decide-revocation", title, **_paper(office, decided_on))


def _paper(office: Office, day: date | None) -> dict[str, Any]:
    return {"legal_date": day or office.rooms.clock.today(), "document_ref": "撤1号"}


def _do(office: Office, actor: Actor, name: str, title: UUID, **fields: Any) -> None:
    office.execute(COMMANDS[name].command.model_validate({"title_id": title, **fields}), actor)


def _committee(office: Office) -> UUID:
    """The committee that passed them all, filed when it is first needed."""
    try:
        return office.rooms.registry.get(EvaluationCommittee, committee_id("ENG")).id
    except NotFound:
        return UUID(office.execute(_FILING, ADMIN).id)


_MEMBERS = [
    {"expert_id": f"e{n}", "series_code": "05", "level": 411, "term_from": "2022-01-01", "term_to": "2024-12-31"}
    for n in range(25)
]
_FILING = COMMANDS["file-committee"].command.model_validate(
    {
        "legal_date": "2022-06-01",
        "document_ref": "虚构人社备〔2022〕5号",
        "code": "ENG",
        "committee_name": "虚构省工程系列高级职称评审委员会",
        "organiser_uscc": DEMO_ISSUER.uscc,
        "organiser_kind": "PHRSS",
        "series_codes": ["05"],
        "tier": "SENIOR",
        "levels": [411, 412],
        "region_scope": "349900",
        "members": _MEMBERS,
        "filed_from": "2022-01-01",
        "filed_to": "2024-12-31",
    }
)
