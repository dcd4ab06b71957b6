"""Where this office keeps its things and how it is reached. An unknown key is an error; nothing here is a secret.

A value comes from an argument, else from the environment (`ZHICHENG_…`), else from `settings.toml` in the home folder.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from stdnum.cn import uscc as uscc_numbers

from registry.errors import ConfigurationError
from registry.tables import first_errors


def _checked_uscc(text: str) -> str:
    # The library also takes lower case and separators; the registry stores one spelling.
    if not uscc_numbers.is_valid(text) or uscc_numbers.compact(text) != text:
        raise ValueError("not a unified social credit code: a character or the check character is wrong")
    return text


def _without_slash(text: str) -> str:
    return text.rstrip("/")


def _postgres_only(text: str | None) -> str | None:
    if text is not None and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("must begin with postgresql://; leave it out for SQLite")
    return text


Uscc = Annotated[str, Field(min_length=18, max_length=18), AfterValidator(_checked_uscc)]


class Issuer(BaseModel):
    """The authority in whose name this office signs certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uscc: Uscc = Field(description="unified social credit code of the issuing authority")
    name_zh: str = Field(min_length=2, max_length=60, description="official name in Chinese")
    name_en: str = Field(min_length=2, max_length=120, description="name in English")
    region: int = Field(ge=100000, le=999999, description="region code, GB/T 2260")
    authority: int = Field(default=1, ge=0, le=9999, description="code of the approving authority in codes.json")
    number_prefix: str = Field(default="AHZC", pattern=r"^[A-Z]{2,6}$", description="letters that open every number")
    certificate_type: str = Field(
        default="901", pattern=r"^\d{3}$", description="digits after the USCC in the certificate type (GB/T 36904)"
    )


def default_home() -> Path:
    """`$ZHICHENG_HOME`, else `$XDG_DATA_HOME/zhicheng`, else `~/.local/share/zhicheng`."""
    named = os.environ.get("ZHICHENG_HOME")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "zhicheng"


class Settings(BaseSettings):
    """All there is to configure; `load_settings` is the way to make one."""

    model_config = SettingsConfigDict(
        env_prefix="ZHICHENG_", env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(default_factory=default_home, description="the folder that holds everything")
    database_url: Annotated[str | None, AfterValidator(_postgres_only)] = Field(
        default=None, description="postgresql://… for the production store; absent means SQLite in the home folder"
    )
    public_url: Annotated[str, AfterValidator(_without_slash)] = Field(
        default="http://127.0.0.1:8700",
        pattern=r"^https?://[^\s/?#]+/?$",
        max_length=200,
        description="scheme and host that QR codes and status lists name",
    )
    passphrase_file: Path | None = Field(default=None, description="file whose first line opens the strongroom")
    policy_file: Path | None = Field(default=None, description="policy document in place of the one that is shipped")
    allow_synthetic: bool = Field(
        default=False, description="admit numbers and regions that exist only in demonstrations (349900, 990000)"
    )
    issuer: Issuer | None = Field(default=None, description="the authority in whose name certificates are signed")
    aggregate_cache: int = Field(
        default=4096, ge=0, le=1_000_000, description="aggregates kept in memory between commands; 0 keeps none"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Argument, environment, file, in this order."""
        arguments: dict[str, Any] = init_settings()
        home = Path(arguments.get("home") or default_home())
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / "settings.toml")

    @property
    def keys_folder(self) -> Path:
        """The strongroom."""
        return self.home / "keys"

    @property
    def events_file(self) -> Path:
        """The event store, where it is SQLite."""
        return self.home / "events.sqlite"

    @property
    def read_file(self) -> Path:
        """The read models, where they are SQLite."""
        return self.home / "read.sqlite"

    @property
    def person_keys_file(self) -> Path:
        """One key per person, wrapped."""
        return self.home / "person-keys.sqlite"

    @property
    def published_folder(self) -> Path:
        """All that the public window may read."""
        return self.home / "published"

    @property
    def trust_folder(self) -> Path:
        """The trust repository."""
        return self.published_folder / "trust"

    @property
    def lookup_file(self) -> Path:
        """Certificate number to masked row, for the public window."""
        return self.published_folder / "lookup.sqlite"

    def the_issuer(self) -> Issuer:
        """The authority in whose name certificates are signed; raises `ConfigurationError` where none is set."""
        if self.issuer is None:
            raise ConfigurationError(
                "settings.toml names no [issuer]: run `zhicheng init`, or add the section", code="issuer_missing"
            )
        return self.issuer

    def passphrase(self) -> bytes:
        """The first line of `passphrase_file`, read anew each time and kept nowhere."""
        if self.passphrase_file is None:
            raise ConfigurationError(
                "no passphrase_file is set (ZHICHENG_PASSPHRASE_FILE): the strongroom stays closed",
                code="passphrase_missing",
            )
        try:
            return self.passphrase_file.read_bytes().splitlines()[0]
        except (OSError, IndexError) as problem:
            raise ConfigurationError(
                f"the passphrase cannot be read from {self.passphrase_file}", code="passphrase_missing"
            ) from problem


def load_settings(home: Path | None = None, **values: Any) -> Settings:
    """The settings of the office in `home`; raises `ConfigurationError` (`settings_invalid`) naming the bad keys."""
    given = values if home is None else {"home": home, **values}
    try:
        return Settings(**given)
    except ValidationError as problem:
        message = f"settings are not right: {first_errors(problem)}"
        raise ConfigurationError(message, code="settings_invalid") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ConfigurationError(f"settings.toml is not TOML: {problem}", code="settings_invalid") from problem
