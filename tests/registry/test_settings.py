"""Settings refuse typos, and the environment speaks louder than the file."""

from pathlib import Path

import pytest

from registry.errors import ConfigurationError
from registry.settings import load_settings


def write(home: Path, text: str) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.toml").write_text(text, encoding="utf-8")
    return home


def test_a_home_without_a_file_gets_harmless_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.events_file == tmp_path / "events.sqlite"
    assert settings.database_url is None
    assert settings.allow_synthetic is False
    assert settings.issuer is None


def test_an_unknown_key_in_the_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="databse_url") as refusal:
        load_settings(write(tmp_path, 'databse_url = "postgresql://x/y"\n'))
    assert refusal.value.code == "settings_invalid"


def test_the_environment_speaks_louder_than_the_file_and_an_argument_louder_than_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = write(tmp_path, 'public_url = "https://file.example.cn"\n')
    assert load_settings(home).public_url == "https://file.example.cn"
    monkeypatch.setenv("ZHICHENG_PUBLIC_URL", "https://environment.example.cn/")
    assert load_settings(home).public_url == "https://environment.example.cn"
    assert load_settings(home, public_url="https://argument.example.cn").public_url == "https://argument.example.cn"


def test_the_home_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHICHENG_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert load_settings().home == tmp_path / "data" / "zhicheng"
    monkeypatch.setenv("ZHICHENG_HOME", str(write(tmp_path / "named", "allow_synthetic = true\n")))
    assert load_settings().home == tmp_path / "named"
    assert load_settings().allow_synthetic is True


@pytest.mark.parametrize(
    "line",
    [
        'database_url = "mysql://u@h/d"',
        'public_url = "https://host/path"',
        'public_url = "ftp://host"',
        "aggregate_cache = -1",
        '[issuer]\nuscc = "11990000000000019B"\nname_zh = "虚构"\nname_en = "Fictitious"\nregion = 349900',
        "allow_synthetic = [",
    ],
)
def test_a_value_that_cannot_be_right_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(write(tmp_path, line + "\n"))
    assert refusal.value.code == "settings_invalid"


def test_a_bad_value_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(tmp_path, database_url="mysql://root:very-secret@host/db")
    assert "very-secret" not in str(refusal.value)


def test_the_passphrase_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_bytes("正确的口令\nsecond line\n".encode())
    assert load_settings(tmp_path, passphrase_file=tmp_path / "passphrase").passphrase() == "正确的口令".encode()


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_passphrase_file_is_a_clear_refusal(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "passphrase").write_bytes(content)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(tmp_path, passphrase_file=tmp_path / "passphrase").passphrase()
    assert refusal.value.code == "passphrase_missing"


def test_without_a_passphrase_file_the_strongroom_stays_closed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(tmp_path).passphrase()
    assert refusal.value.code == "passphrase_missing"
