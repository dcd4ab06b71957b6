"""Offices to measure: founded as `zhicheng init --demo` does it, and filled with people and titles.

What fills them goes through aggregates and units of work, in large batches; nothing is kept between runs.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from domain.aggregate import Act
from domain.person import Person
from domain.standing import ApprovedResult
from domain.title import Title
from domain.values import Level, PersonOrigin
from keys.person_keys import PersonKeys
from registry.application import UnitOfWork
from registry.bootstrap import Office, open_office
from registry.command import Actor, Role
from registry.commands.founding import DEMO_ISSUER
from registry.demo.people import synthetic_person
from registry.founding import Plan, found_office
from registry.messages import COMMANDS
from registry.settings import Settings, load_settings

TOGETHER = 1_000  # people a transaction
PUBLIC_URL = "https://zc.example.cn"
ISSUING = Actor(id="admin-chen", roles=frozenset({Role.PHRSS_ADMIN}), unit_uscc=DEMO_ISSUER.uscc)
SECOND = Actor(id="admin-lin", roles=frozenset({Role.PHRSS_ADMIN}), unit_uscc=DEMO_ISSUER.uscc)


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder on the machine's ordinary disk, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as name:
        yield Path(name)


def founded(folder: Path, database_url: str | None = None) -> Settings:
    """A new office; what it signs names https://zc.example.cn."""
    home = folder / "home"
    for _ in found_office(Plan(home, DEMO_ISSUER, PUBLIC_URL, database_url=database_url, allow_synthetic=True)):
        pass
    return load_settings(home)


@contextmanager
def office_with_titles(folder: Path, count: int) -> Iterator[tuple[Office, list[UUID]]]:
    """A new office and the ids of `count` titles, each of a person of its own, granted and without a certificate."""
    with open_office(founded(folder)) as office:
        yield office, grant(office, count)


def grant(office: Office, count: int) -> list[UUID]:
    """Register people with synthetic names and grant each a title."""
    granted: list[UUID] = []
    committee = file_committee(office, "BENCH")
    keys = PersonKeys(office.rooms.settings.person_keys_file, office.rooms.strongroom)
    while len(granted) < count:
        some = range(len(granted), min(count, len(granted) + TOGETHER))
        people = {n: uuid4() for n in some}
        keys.create_many(people.values())
        granted += office.transaction(lambda work, people=people: _grant(office, work, people, committee))  # type: ignore[misc]
    keys.close()
    return granted


def _grant(office: Office, work: UnitOfWork, people: dict[int, UUID], committee: UUID) -> list[UUID]:
    today = office.rooms.clock.today()
    act = Act("bench", "APPROVER", DEMO_ISSUER.uscc, today, office.rooms.clock.now(), "虚构人社批〔2022〕1号")
    titles = []
    for n, person_id in people.items():
        name = office.rooms.privacy.seal(person_id, "name", synthetic_person(n).name)
        work.add(Person.register(act, person_id, origin=PersonOrigin.MAINLAND, sealed_name=name))
        title = Title.grant(act, _result(person_id, committee, today), title_name="高级工程师", region_code="349900")
        titles.append(work.add(title).id)
    return titles


def file_committee(office: Office, code: str) -> UUID:
    """A committee of 25 at the issuer, in force for two years."""
    today = office.rooms.clock.today()
    first, last = today - timedelta(days=365), today + timedelta(days=365)
    filing = COMMANDS["file-committee"].command.model_validate(
        {
            "legal_date": today,
            "document_ref": "虚构人社备〔2022〕5号",
            "code": code,
            "committee_name": "虚构省工程系列高级职称评审委员会",
            "organiser_uscc": DEMO_ISSUER.uscc,
            "organiser_kind": "PHRSS",
            "series_codes": ["05"],
            "tier": "SENIOR",
            "levels": [411, 412],
            "region_scope": "349900",
            "members": [
                {"expert_id": f"expert-{n}", "series_code": "05", "level": 411, "term_from": first, "term_to": last}
                for n in range(25)
            ],
            "filed_from": first,
            "filed_to": last,
        }
    )
    return UUID(office.execute(filing, ISSUING).id)


def _result(person_id: UUID, committee: UUID, today: date) -> ApprovedResult:
    return ApprovedResult(
        declaration_id=uuid4(),
        person_id=person_id,
        series_code="05",
        specialty_code="MECHANICAL",
        level=Level.ASSOCIATE_SENIOR,
        committee_id=committee,
        evaluation_date=today - timedelta(days=20),
        approved_on=today,
        approver_uscc=DEMO_ISSUER.uscc,
        document_ref="虚构人社批〔2022〕1号",
    )
