import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from keys.commands import app
from keys.roles import Role
from keys.strongroom import Strongroom
from keys.trust_repository import TrustRepository
from tests.keys.conftest import PASSPHRASE

runner = CliRunner()


@dataclass(frozen=True)
class Office:
    keys_folder: Path
    passphrase_file: Path | None
    trust_folder: Path


@pytest.fixture
def office(shared_folder: Path, repository: TrustRepository, tmp_path: Path) -> Office:
    assert repository.first_root()
    passphrase_file = tmp_path / "passphrase"
    passphrase_file.write_bytes(PASSPHRASE + b"\n")
    passphrase_file.chmod(0o600)
    return Office(shared_folder, passphrase_file, tmp_path / "trust")


def test_init_makes_a_strongroom_and_says_what_to_carry_away(office: Office, tmp_path: Path) -> None:
    made = runner.invoke(app, ["init", "--folder", str(tmp_path / "new")], obj=office)
    assert made.exit_code == 0, made.output
    assert "carry root.pem and targets.pem away" in made.stdout
    assert len(Strongroom.open(tmp_path / "new", PASSPHRASE).keys()) == len(Role)


def test_init_never_overwrites_and_says_so(office: Office) -> None:
    refused = runner.invoke(app, ["init"], obj=office)
    assert refused.exit_code == 1
    assert "never overwritten" in refused.stderr
    assert "strongroom_exists" in refused.stderr


def test_list_shows_every_key_and_where_it_is(office: Office, strongroom: Strongroom) -> None:
    shown = runner.invoke(app, ["list"], obj=office, env={"COLUMNS": "120"})
    assert shown.exit_code == 0
    for info in strongroom.keys():  # noqa: SIM118 - no dict
        row = next(line for line in shown.stdout.splitlines() if info.kid in line)
        assert all(word in row for word in (info.role, info.algorithm, f"{info.created_at:%Y-%m-%d}", info.where))


def test_list_in_json_is_what_issuers_json_needs(office: Office, strongroom: Strongroom) -> None:
    rows = json.loads(runner.invoke(app, ["list", "--json"], obj=office).stdout)
    assert [row["role"] for row in rows] == [role.value for role in Role]
    assert {row["kid"] for row in rows} == {info.kid for info in strongroom.keys()}  # noqa: SIM118 - no dict
    assert set(rows[0]) == {"role", "kid", "algorithm", "created_at", "public_key", "where"}


def test_the_fingerprint_is_read_aloud_in_groups_of_four(office: Office) -> None:
    digits = hashlib.sha256((office.trust_folder / "metadata" / "1.root.json").read_bytes()).hexdigest()
    spoken = runner.invoke(app, ["fingerprint"], obj=office).stdout.strip()
    assert spoken.replace(" ", "") == digits
    assert {len(group) for group in spoken.split()} == {4}
    assert json.loads(runner.invoke(app, ["fingerprint", "--json"], obj=office).stdout) == {"fingerprint": digits}


def test_check_signs_with_every_key_and_names_those_that_belong_offline(office: Office) -> None:
    checked = runner.invoke(app, ["check"], obj=office)
    assert checked.exit_code == 0
    assert "7 keys sign" in checked.stdout
    assert "root, targets" in checked.stdout
    answer = json.loads(runner.invoke(app, ["check", "--json"], obj=office).stdout)
    assert answer == {"ok": True, "signing": 7, "offline_keys_present": ["root", "targets"]}


@pytest.mark.parametrize("command", ["init", "list", "check"])
def test_without_a_folder_or_a_passphrase_file_the_option_to_give_is_named(command: str, tmp_path: Path) -> None:
    refused = runner.invoke(app, [command])
    assert (refused.exit_code, "--folder" in refused.stderr) == (1, True)
    refused = runner.invoke(app, [command, "--folder", str(tmp_path / "new")])
    assert (refused.exit_code, "--passphrase-file" in refused.stderr) == (1, True)
    refused = runner.invoke(app, ["fingerprint"])
    assert (refused.exit_code, "--trust" in refused.stderr) == (1, True)


def test_a_refusal_in_json_has_a_stable_code(office: Office) -> None:
    assert office.passphrase_file is not None
    office.passphrase_file.write_text("a wrong passphrase\n")
    refused = runner.invoke(app, ["check", "--json"], obj=office)
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"]["code"] == "wrong_passphrase"
    office.passphrase_file.chmod(0o644)
    refused = runner.invoke(app, ["check", "--json"], obj=office)
    assert json.loads(refused.stdout)["error"]["code"] == "lax_permissions"


def test_no_traceback_and_no_secret_reaches_the_screen_of_a_real_process(office: Office, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from keys.commands import app; app()"]
    options = ["--folder", str(tmp_path / "nowhere"), "--passphrase-file", str(office.passphrase_file)]
    refused = subprocess.run([*command, "check", *options], capture_output=True, text=True, check=False, timeout=60)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "zhicheng keys init" in refused.stderr
    assert PASSPHRASE.decode() not in refused.stderr + refused.stdout
