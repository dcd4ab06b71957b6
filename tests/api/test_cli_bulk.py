"""`zhicheng import` and `zhicheng export` at the command line: what they tell, what they refuse, how they end."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.support.office import ORGANISER, make_home
from tests.support.tables import row, write_csv

pytestmark = pytest.mark.covers("S2.6c", "S2.6d")

LETTER = ("--document", "虚构函〔2022〕1号")
PERSON = {"name": "张示例", "id_type": "RESIDENT_ID", "id_number": "349900198501010015", "valid_from": "2015-01-01"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with keys and without anybody in it."""
    folder = tmp_path_factory.mktemp("bulk") / "home"
    settings = make_home(folder)
    issuer = settings.the_issuer()
    written = [f'passphrase_file = "{settings.passphrase_file}"', "allow_synthetic = true", "[issuer]"]
    written += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in issuer.model_dump().items()]
    (folder / "settings.toml").write_text("\n".join(written), "utf-8")
    return folder


def zhicheng(home: Path, *words: object) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), *map(str, words)])


def test_a_rehearsal_then_the_import_then_nothing_more(home: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "t.csv", [row(), row(source_key="2015-2", grant_date="2015-12")])
    report = tmp_path / "report.csv"
    rehearsed = zhicheng(home, "import", "titles", file, *LETTER, "--dry-run")
    assert (rehearsed.exit_code, "would be: added 1" in rehearsed.output) == (1, True)
    assert "[date_invalid]" in rehearsed.output
    first = zhicheng(home, "import", "titles", file, *LETTER, "--report", report, "--json")
    assert json.loads(first.stdout.splitlines()[-1])["ADDED"] == 1
    with report.open(encoding="utf-8-sig", newline="") as text:
        assert [(one["row"], one["outcome"], one["code"]) for one in csv.DictReader(text)] == [
            ("2", "ADDED", ""),
            ("3", "REFUSED", "date_invalid"),
        ]
    again = zhicheng(home, "import", "titles", file, *LETTER, "--json")
    assert json.loads(again.stdout.splitlines()[-1])["ALREADY"] == 1


def test_persons_come_in_and_a_clean_file_ends_with_success(home: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "p.csv", [{**PERSON, "id_number": "349900199304010" + "07X"}], list(PERSON))
    assert (zhicheng(home, "import", "persons", file).exit_code, file.exists()) == (0, True)
    assert "already 1" in zhicheng(home, "import", "persons", file).output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "titles", "none.csv", *LETTER), "file_unreadable"),
        (("import", "titles", "{file}", "--document", " "), "document_missing"),
        (("import", "titles", "{file}", *LETTER, "--manifest", "none.json"), "manifest_invalid"),
        (("import", "persons", "{file}"), "column_unknown"),
        (("export", "annual", "--season", "2022", "--organiser", ORGANISER), "not_found"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_with_a_code(
    home: Path, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    file = write_csv(tmp_path / "t.csv", [row()])
    refused = zhicheng(home, *(word.format(file=file) for word in words))
    assert refused.exit_code == 1
    assert f"[{code}]" in refused.output
    assert "Traceback" not in refused.output


def test_conflicts_are_listed_and_none_is_none(home: Path) -> None:
    assert zhicheng(home, "import", "conflicts").exit_code == 0


@pytest.mark.parametrize(
    "command", ["titles", "attest", "conflicts", "persons", "employers", "education", "committees"]
)
def test_every_import_explains_itself(command: str) -> None:
    assert CliRunner().invoke(app, ["import", command, "--help"]).exit_code == 0
