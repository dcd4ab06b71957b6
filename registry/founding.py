"""Founding an office: home folder, passphrase, settings, strongroom, signing keys, first publication.

Each step looks whether it was done before, so that an interrupted founding is taken up again by running it once more.
"""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.aggregate import Act
from domain.identity import signing_key_id
from domain.signing_key import SigningKey
from keys.errors import KeysError
from keys.strongroom import KeyInfo, Strongroom
from registry.application import UnitOfWork
from registry.bootstrap import Office, open_office
from registry.clock import Clock, SystemClock
from registry.errors import ConfigurationError
from registry.press import Press
from registry.settings import Issuer, load_settings
from registry.signing_keys import issuing_keys, key_entries

FOUNDER = "installation"
PASSPHRASE_BYTES = 32
COSE_ALGORITHMS = {"ES256": -7, "Ed25519": -19}


@dataclass(frozen=True)
class Plan:
    """What a new office is to be. Without `passphrase_file` one is made in the home: good for trying, not for duty."""

    home: Path
    issuer: Issuer
    public_url: str
    passphrase_file: Path | None = None
    database_url: str | None = None
    allow_synthetic: bool = False


def found_office(plan: Plan, *, clock: Clock | None = None) -> Iterator[str]:
    """Do what is missing, and say each step as it is done.

    Raises `ConfigurationError` with the code of what stands in the way; running again goes on from there.
    """
    clock = clock or SystemClock()
    plan.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    passphrase_file = plan.passphrase_file or plan.home / "passphrase"
    if not passphrase_file.exists():
        _write(passphrase_file, secrets.token_urlsafe(PASSPHRASE_BYTES) + "\n", 0o600)
        yield f"wrote a random passphrase to {passphrase_file}"
    if not (plan.home / "settings.toml").exists():
        _write(plan.home / "settings.toml", settings_text(plan, passphrase_file), 0o644)
        yield f"wrote {plan.home / 'settings.toml'}"
    settings = load_settings(plan.home)
    try:
        if not settings.keys_folder.exists():
            Strongroom.create(settings.keys_folder, settings.passphrase(), now=clock.now())
            yield f"made a strongroom with a key for every role in {settings.keys_folder}"
    except KeysError as problem:
        raise ConfigurationError(problem.message, code=problem.code) from problem
    with open_office(settings, clock=clock) as office:
        yield from _announce_keys(office)
        yield from _first_publication(office)


def settings_text(plan: Plan, passphrase_file: Path) -> str:
    """`settings.toml` of a plan; a JSON string is a TOML string."""
    values: dict[str, object] = {
        "public_url": plan.public_url,
        "passphrase_file": str(passphrase_file),
        "allow_synthetic": plan.allow_synthetic,
    }
    if plan.database_url:
        values["database_url"] = plan.database_url
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    lines += ["", "[issuer]"]
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in plan.issuer.model_dump().items()]
    return "\n".join(lines) + "\n"


def _announce_keys(office: Office) -> Iterator[str]:
    clock, issuer = office.rooms.clock, office.rooms.settings.the_issuer()
    act = Act(
        actor_id=FOUNDER,
        actor_role="KEY_CUSTODIAN",
        unit_uscc=issuer.uscc,
        legal_date=clock.today(),
        recorded_at=clock.now().replace(microsecond=0),
    )

    def announce(work: UnitOfWork, info: KeyInfo) -> bool:
        if work.find(SigningKey, signing_key_id(info.kid)) is not None:
            return False
        key = SigningKey.announce(
            act,
            kid=info.kid,
            algorithm=COSE_ALGORITHMS[info.algorithm],
            public_key=info.public_key,
            purpose=info.role.value,
            region=str(issuer.region),
            authority=issuer.authority,
        )
        key.activate(act)
        work.add(key)
        return True

    for info in issuing_keys(office.rooms):
        if office.transaction(lambda work, info=info: announce(work, info)):  # type: ignore[misc]
            yield f"announced and activated the {info.role.value} key {info.kid}"


def _first_publication(office: Office) -> Iterator[str]:
    settings = office.rooms.settings
    if settings.lookup_file.exists():
        return
    press = Press(office)
    if not (settings.trust_folder / "metadata" / "timestamp.json").exists():
        press.publication.found(office.rooms.tables, key_entries(office.rooms), office.rooms.clock.now())
    press.publish()
    yield f"published the first trust repository in {settings.trust_folder}"


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
