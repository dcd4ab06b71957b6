"""SC-20: titles from before the registry come in twice and stay one each; nobody's word but the evaluator's counts."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry import Actor, Role
from tests.domain.stories_history import BODY
from tests.support.command_line import zhicheng
from tests.support.founded import ADMIN, SECOND_ADMIN
from tests.support.office import HR, ORGANISER
from tests.support.running import HttpRefusedError, HttpWorld, call, office_window, public_window
from tests.support.tables import row, write_csv

pytestmark = pytest.mark.covers("SC-20", "S2.6d", "S2.6e", "R-CERT-1", "R-PRIV-6")

ATTESTER = Actor(id="attester-1", roles=frozenset({Role.ATTESTER}), unit_uscc=BODY)
STRANGER = Actor(id="attester-2", roles=frozenset({Role.ATTESTER}), unit_uscc=ORGANISER)
PEOPLE = {
    "a": ("张示例", "349900198501010015"),
    "b": ("李样本", "349900199003150028"),
    "c": ("王闰日", "349900198402290031"),
    "d": ("钱援派", "349900198808080069"),
}


@pytest.fixture
def served(each_home: Path) -> Iterator[tuple[HttpWorld, Path]]:
    """An office of today, served, once on each store."""
    with office_window(each_home) as world:
        years = {"first_year": 2010, "last_year": 2021}
        world.do(ADMIN, "record-evaluating-body", uscc=BODY, body_name="虚构大学", **years, **world.paper())
        yield world, each_home


def title(who: str, year: int, key: str = "", **changes: str) -> dict[str, str]:
    name, id_number = PEOPLE[who]
    facts = {"name": name, "id_number": id_number, "year": str(year), "grant_date": f"{year}-12-01"}
    return row(source_key=key or f"{year}-{who}", original_certificate_no=f"ZC-{year}-{who}", **facts, **changes)


def staged(home: Path, folder: Path, *rows: dict[str, str]) -> list[dict[str, str]]:
    """What the command line reports for each row of a file."""
    file, report = write_csv(folder / "titles.csv", rows), folder / "report.csv"
    zhicheng(home, "import", "titles", file, "--document", "虚构函〔2022〕1号", "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def attested(world: HttpWorld, folder: Path, by: Actor) -> str:
    """All that this body has to attest, through the command line and a token of its own."""
    token = folder / f"{by.id}.token"
    token.write_text(world.bearer(by)["Authorization"].removeprefix("Bearer "), "ascii")
    words = ("--token-file", token, "--document", "虚构大〔2022〕3号", "--date", "2022-07-20")
    return zhicheng(world.home, "import", "attest", *words).stdout


def outcome(world: HttpWorld, year: int, who: str) -> Any:
    return world.ask(HR, "verify-historical-title", body_uscc=BODY, original_certificate_no=f"ZC-{year}-{who}")


def told(public: str, certificate_no: str) -> str:
    return str(call(f"{public}/v1/certificates/{certificate_no}")[1]["status"]["outcome"])


def revoke(world: HttpWorld, title_id: str) -> None:
    paper = {"title_id": title_id, **world.paper("虚构人社撤〔2022〕9号")}
    world.do(ADMIN, "propose-revocation", title_id=title_id, cause="FRAUD", evidence_ref="证据1号")
    world.do(ADMIN, "record-statement", heard=True, **paper)
    world.do(SECOND_ADMIN, "decide-revocation", **paper)


def test_a_history_comes_in_twice_and_stays_one_title_each(served: tuple[HttpWorld, Path], tmp_path: Path) -> None:
    world, home = served
    rows = [title("a", 2015), title("b", 2021), title("c", 2018), title("c", 2018)]
    first = staged(home, tmp_path, *rows)
    assert [(one["row"], one["outcome"]) for one in first] == [
        ("3", "ADDED"),
        ("4", "ADDED"),
        ("5", "ALREADY"),
        ("2", "ADDED"),
    ]
    assert [one["outcome"] for one in staged(home, tmp_path, *rows)] == ["ALREADY"] * 4

    assert outcome(world, 2015, "a").outcome == "NOT_VERIFIED"
    record_ids = [one["id"] for one in first if one["outcome"] == "ADDED"]
    (refused,) = world.issue(ADMIN, title_ids=record_ids[:1]).rows
    assert refused.state == "REFUSED"
    with pytest.raises(HttpRefusedError) as wrong:
        world.do(STRANGER, "attest-records", record_ids=record_ids, **world.paper())
    assert (wrong.value.problem["rule_id"], wrong.value.problem["clause"]) == ("R-CERT-1", "S2.6d")
    assert attested(world, tmp_path, STRANGER).startswith("added 0")
    assert attested(world, tmp_path, ATTESTER).startswith("added 3")
    assert attested(world, tmp_path, ATTESTER).startswith("added 0")
    assert outcome(world, 2015, "a").outcome == "REGISTERED"

    _, title_id = holder(world, "2015-a")
    certificate_no = world.issue(ADMIN, title_ids=[title_id]).rows[0].certificate_no
    with public_window(home) as public:
        assert told(public, certificate_no) == "VALID_AS_OF"
        revoke(world, title_id)
        assert told(public, certificate_no) == "REVOKED"
        (conflict,) = staged(home, tmp_path, title("a", 2015, "again"))
        assert (conflict["outcome"], conflict["code"]) == ("CONFLICT", "title_fallen")
        assert conflict["id"] in zhicheng(home, "import", "conflicts").stdout
        assert told(public, certificate_no) == "REVOKED"
    assert world.ask(ADMIN, "show-title", title_id=title_id).state == "REVOKED"

    erase(world, home, *holder(world, "2021-b"))


def holder(world: HttpWorld, source_key: str) -> tuple[str, str]:
    """Person and title of a registered record."""
    rows = world.ask(ADMIN, "list-import-records", state="REGISTERED").rows
    (record,) = [one for one in rows if one.source_key == source_key]
    return record.person_id, record.title_id


def erase(world: HttpWorld, home: Path, person_id: str, title_id: str) -> None:
    """The key is destroyed: every event stays readable, and no query gives a person."""
    name, id_number = PEOPLE["b"]
    assert world.ask(ADMIN, "show-title", title_id=title_id).person_name == name
    world.do(ADMIN, "erase-personal-data", person_id=person_id, **world.paper())
    assert world.ask(ADMIN, "show-title", title_id=title_id).person_name is None
    assert world.ask(ADMIN, "show-person", person_id=person_id).person_name is None
    assert outcome(world, 2021, "b").outcome == "NOT_VERIFIED"
    assert name not in [one.person_name for one in world.ask(ADMIN, "list-import-records").rows]
    assert "every one readable" in zhicheng(home, "doctor").stdout
    for file in home.rglob("*.sqlite*"):
        stored = file.read_bytes()
        assert name.encode() not in stored
        assert id_number.encode() not in stored
