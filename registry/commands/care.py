"""`zhicheng doctor` and `zhicheng rebuild`: is this office well, and how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from keys.errors import KeysError
from keys.strongroom import Strongroom
from registry.bootstrap import Office, open_office
from registry.commands.desk import AsJson, opened, plainly, progress, settings_of, tell
from registry.errors import RegistryError
from registry.paper import fonts_report
from registry.press import Press
from registry.settings import Settings

LEAST_FREE_BYTES = 1 << 30
BATCH = 1_000
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to do where it is not."""

    what: str
    well: bool
    found: str
    advice: str = ""


def doctor(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Look at store, keys, clock, fonts, publication and events, and say what to do. Exit code 1 if anything is ill."""
    with plainly():
        findings = list(examine(settings_of(ctx)))
    if as_json:
        tell(as_json, {"findings": [asdict(finding) for finding in findings]}, "")
    else:
        _show(findings)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def rebuild(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Drop every read model and project the whole history again. The events stay untouched."""
    with opened(ctx) as office:
        projector = office.rooms.projector
        total = office.rooms.registry.recorder.max_notification_id() or 0
        done = 0
        with progress("projecting", total) as advance:

            def step(now: int, _total: int) -> None:
                nonlocal done
                advance(now - done)
                done = now

            projector.rebuild(step)
        tell(as_json, {"events": total}, f"{total} events projected")


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding about one home; looks only, changes nothing but read models that were behind."""
    fonts = fonts_report()
    missing = ", ".join(fonts.missing)
    yield Finding("fonts", not fonts.missing, f"missing: {missing}" if missing else "all found", fonts.advice or "")
    yield _disk(settings.home)
    try:
        Strongroom.open(settings.keys_folder, settings.passphrase())
    except (KeysError, RegistryError) as refused:
        yield Finding("keys", well=False, found=f"{refused} [{refused.code}]", advice="see docs/operating.md, keys")
        return
    yield Finding("keys", well=True, found="owner, modes, seal and passphrase are in order")
    try:
        with open_office(settings) as office:
            for look in (_events, _clock, _read_models, _publication, _renewal):
                yield _guarded(look, office)
    except RegistryError as refused:
        yield Finding("store", well=False, found=f"{refused} [{refused.code}]", advice="mend what the sentence names")


def _guarded(look: Callable[[Office], Finding], office: Office) -> Finding:
    try:
        return look(office)
    except RegistryError as refused:
        return Finding(look.__name__.strip("_"), well=False, found=f"{refused} [{refused.code}]", advice=str(refused))


def _disk(home: Path) -> Finding:
    place = home if home.exists() else home.parent
    free = shutil.disk_usage(place).free if place.exists() else 0
    found = f"{free >> 20} MiB free in {place}"
    return Finding("disk", free >= LEAST_FREE_BYTES, found, "make room: a full disk stops commands and publications")


def _events(office: Office) -> Finding:
    registry = office.rooms.registry
    start = 0
    while batch := registry.recorder.select_notifications(start=start + 1, limit=BATCH):
        for notification in batch:
            registry.mapper.to_domain_event(notification)
        start = batch[-1].id
    return Finding("events", well=True, found=f"{start} events, every one readable")


def _clock(office: Office) -> Finding:
    registry = office.rooms.registry
    last = registry.recorder.max_notification_id()
    if last is None:
        return Finding("clock", well=True, found="no event to compare it with")
    (notification,) = registry.recorder.select_notifications(start=last, limit=1)
    newest: datetime = registry.mapper.to_domain_event(notification).timestamp  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    behind = newest - now > CLOCK_TOLERANCE
    found = f"now {now:%Y-%m-%d %H:%M:%SZ}, newest event {newest:%Y-%m-%d %H:%M:%SZ}"
    return Finding("clock", not behind, found, "the clock is behind the newest event: set it, for instance with NTP")


def _read_models(office: Office) -> Finding:
    projector = office.rooms.projector
    projector.catch_up()
    return Finding("read models", well=True, found=f"show everything up to position {projector.position()}")


def _publication(office: Office) -> Finding:
    press = Press(office)
    trust = press.trust()
    due = press.publication.due_at()
    late = office.rooms.clock.now() > due
    problems = "; ".join(trust.problems)
    found = f"as of {trust.known_at}, next due {due:%Y-%m-%d %H:%M:%SZ}" + (f"; {problems}" if problems else "")
    return Finding(
        "publication", not late and not problems, found, "run `zhicheng trust publish`, and `zhicheng worker`"
    )


def _renewal(office: Office) -> Finding:
    due = Press(office).publication.renew_due_at()
    advice = "bring root.pem and targets.pem back and run `zhicheng trust renew`"
    return Finding("renewal", office.rooms.clock.now() < due, f"root and targets: renew from {due:%Y-%m-%d}", advice)


def _show(findings: list[Finding]) -> None:
    table = Table("", "what", "found", "what to do")
    for finding in findings:
        mark = "[green]✓ well[/]" if finding.well else "[red]✗ ill[/]"
        table.add_row(mark, finding.what, finding.found, "" if finding.well else finding.advice)
    Console().print(table)
