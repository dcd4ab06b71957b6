"""A season's titles of one organiser as a file that another installation imports, with its manifest (S2.6c).

The table has the columns of `titles`; the manifest carries its checksum, and the organiser's attestation of that.
"""

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.identity import season_id
from domain.person import Person
from domain.season import Season
from domain.values import DocumentKind
from registry.application import Look
from registry.bootstrap import Office
from registry.bulk.cells import neutral
from registry.bulk.titles import COLUMNS
from registry.command import Actor, Role
from registry.errors import Forbidden, InvalidInput, NotFound, PersonErased
from registry.projections.committees import committees
from registry.projections.declarations import declarations
from registry.projections.titles import titles
from registry.tables import first_errors

STANDING = ("GRANTED", "UNDER_REVOCATION")


class Attestation(BaseModel):
    """The organiser's own act: on this day it attested exactly this table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit_uscc: str = Field(min_length=18, max_length=18)
    attested_on: date
    checksum: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What goes beside the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["zhicheng-annual/1"] = "zhicheng-annual/1"
    season: int = Field(ge=1949, le=2100)
    organiser_uscc: str = Field(min_length=18, max_length=18)
    exported_on: date
    rows: int = Field(ge=0, le=1_000_000)
    fallen: int = Field(ge=0, description="titles of the season that were taken away and are not in the table")
    erased: int = Field(ge=0, description="titles whose holder's data were erased")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the table's bytes")
    attestation: Attestation | None = Field(description="none: not attested yet, or another table was")


@dataclass(frozen=True)
class Exported:
    """The two files as bytes."""

    table: bytes
    manifest: Manifest


def export_annual(office: Office, actor: Actor, *, season: int, organiser_uscc: str) -> Exported:
    """The organiser's titles of a season; the same data give the same bytes.

    The table names people and their numbers in clear: it goes to the authority that asked for it and to nobody else.
    Raises `Forbidden` for anybody but the department and the organiser itself, `NotFound` for a season never opened.
    """
    department = Role.PHRSS_ADMIN in actor.roles
    if not department and (Role.ORGANISER not in actor.roles or actor.unit_uscc != organiser_uscc):
        raise Forbidden("these are the data of another unit", code="other_unit", clause="S2.6c")
    look = Look(office.rooms.registry)
    look.get(Season, season_id(season))
    counted: Counter[str] = Counter()
    table = _table(_rows(office, look, season, organiser_uscc, counted))
    digest = hashlib.sha256(table).hexdigest()
    manifest = Manifest(
        season=season,
        organiser_uscc=organiser_uscc,
        exported_on=office.rooms.clock.today(),
        rows=counted["rows"],
        fallen=counted["fallen"],
        erased=counted["erased"],
        sha256=digest,
        attestation=_attestation(look, season, organiser_uscc, digest),
    )
    return Exported(table, manifest)


def write_annual(exported: Exported, folder: Path) -> tuple[Path, Path]:
    """Both files in this folder, readable by their owner alone; files of the same name are replaced."""
    name = f"annual-{exported.manifest.season}-{exported.manifest.organiser_uscc}"
    table, manifest = folder / f"{name}.csv", folder / f"{name}.json"
    _write(table, exported.table)
    _write(manifest, (exported.manifest.model_dump_json(indent=1) + "\n").encode())
    return table, manifest


def check_manifest(path: Path, sha256: str) -> Manifest:
    """The manifest of a table with this checksum; raises `InvalidInput`, `manifest_invalid` or `manifest_mismatch`.

    It proves that nothing was lost or changed on the way by accident; whether the titles hold, the body that evaluated
    says here again.
    """
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as problem:
        raise InvalidInput(f"{path} cannot be read: {problem.strerror}", code="manifest_invalid") from problem
    except ValidationError as problem:
        raise InvalidInput(f"{path.name}: {first_errors(problem)}", code="manifest_invalid") from problem
    attested = manifest.attestation.checksum if manifest.attestation is not None else manifest.sha256
    if not manifest.sha256 == attested == sha256:
        raise InvalidInput("the table is not the one that the manifest describes", code="manifest_mismatch")
    return manifest


def _rows(office: Office, look: Look, season: int, organiser: str, counted: Counter[str]) -> Iterator[list[str]]:
    wanted = (
        sa.select(titles)
        .select_from(
            titles.join(declarations, declarations.c.id == titles.c.source_id).join(
                committees, committees.c.id == titles.c.committee_id
            )
        )
        .where(declarations.c.season == season, committees.c.organiser_uscc == organiser)
        .order_by(titles.c.id)
    )
    office.rooms.projector.catch_up()
    with office.rooms.projector.reading() as read:
        found = read.execute(wanted).mappings().all()
    for row in found:
        if row["state"] not in STANDING:
            counted["fallen"] += 1
            continue
        try:
            holder = _holder(office, look, row["person_id"])
        except PersonErased:
            counted["erased"] += 1
            continue
        counted["rows"] += 1
        said = {
            "source_key": str(row["id"]),
            "body_uscc": organiser,
            "year": str(season),
            **holder,
            "title_name": row["title_name"],
            "series_code": row["series_code"],
            "specialty": row["specialty_code"],
            "level_code": str(row["level"]),
            "grant_date": row["grant_date"],
            "approval_document_no": row["approval_document_no"],
            "original_certificate_no": row["certificate_no"] or "",
            "scope": row["scope"],
        }
        yield [neutral(said[column]) for column in (*COLUMNS, "scope", "birth_date")]


def _holder(office: Office, look: Look, person_id: UUID) -> dict[str, str]:
    """Name, document and birth date in clear; the identity number where the person has one."""
    privacy = office.rooms.privacy
    person = look.get(Person, person_id)
    shown = [one for one in look.history(person_id) if isinstance(one, Person.DocumentAdded)]
    if not shown:
        raise NotFound(f"a document of person {person_id}")
    document = next((one for one in shown if one.kind == DocumentKind.RESIDENT_ID), shown[-1])
    return {
        "name": privacy.open(person_id, "name", person.sealed_name),
        "id_type": document.kind,
        "id_number": privacy.open(person_id, f"document:{document.blind_index}", document.sealed_number),
        "birth_date": privacy.open(person_id, "birth_date", person.sealed_birth_date),
    }


def _table(rows: Iterator[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow((*COLUMNS, "scope", "birth_date"))
    table.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _attestation(look: Look, season: int, organiser: str, digest: str) -> Attestation | None:
    """The organiser's attestation, where it is of these very bytes."""
    for one in look.history(season_id(season)):
        if isinstance(one, Season.AnnualDataReported) and (one.organiser_uscc, one.checksum) == (organiser, digest):
            return Attestation(unit_uscc=organiser, attested_on=date.fromisoformat(one.legal_date), checksum=digest)
    return None


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.replace(path)
