"""`zhicheng demo`: play a whole season with synthetic people, issue, publish, and keep five things to try."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Annotated, Any
from uuid import UUID

import typer

from domain.title import Title
from registry.bootstrap import Office, open_office
from registry.clock import SHANGHAI, FixedClock
from registry.commands.desk import AsJson, plainly, progress, settings_of, tell
from registry.commands.issuing import HERE
from registry.demo import DEMO_PEOPLE, Played, play
from registry.demo.aftermath import (
    DEREGISTERED,
    ENDED,
    ENDS_TODAY,
    INVALIDATED,
    ON_RECORD,
    REVOKED,
    SUPERSEDED,
    Aftermath,
)
from registry.demo.season import RETIRED
from registry.errors import ConfigurationError
from registry.press import Press
from registry.settings import Settings

COMMAND = ".venv/bin/zhicheng"
STEPS_EACH = 9
PLAIN = 7
SHOWN = {
    "valid": PLAIN,
    "revoked": REVOKED,
    "invalidated": INVALIDATED,
    "deregistered": DEREGISTERED,
    "superseded": SUPERSEDED,
    "on-record": ON_RECORD,
    "on-record-until-tonight": ENDS_TODAY,
    "record-ended": ENDED,
}


def demo(
    ctx: typer.Context,
    *,
    people: Annotated[int, typer.Option(min=DEMO_PEOPLE, max=DEMO_PEOPLE, help="Synthetic people.")] = DEMO_PEOPLE,
    as_json: AsJson = False,
) -> None:
    """Play the season of 2022 with 200 synthetic people; every outcome is in it. Safe to interrupt and run again."""
    with plainly():
        settings = settings_of(ctx)
        if not settings.allow_synthetic:
            raise ConfigurationError(
                "this office admits no synthetic people: found one with `zhicheng init --demo`", code="not_a_demo"
            )
        kept = settings.home / "demo" / "demo.json"
        if not kept.exists():
            played = _play_season(settings, people)
            with open_office(settings) as office:
                _finish(office, played, kept)
        told = json.loads(kept.read_text("utf-8"))
        words = "\n".join(f"{count:>5}  {what}" for what, count in told["outcomes"].items())
        told_why = f"{COMMAND} --home {settings.home} explain"
        why = "\n".join(f"Why it was {what}: {told_why} {one}" for what, one in told["declarations"].items())
        tell(as_json, told, f"What became of {people} people in the season of 2022:\n{words}\n{why}")


def _play_season(settings: Settings, people: int) -> Played:
    clock = FixedClock(datetime(2022, 6, 1, tzinfo=SHANGHAI))
    with open_office(settings, clock=clock) as office, progress("the season of 2022", people * STEPS_EACH) as advance:
        return play(office, clock, people, advance)


def _finish(office: Office, played: Played, kept: Path) -> None:
    """Issue everything, keep copies as the holders have them, then take some back and publish."""
    press = Press(office)
    with progress("issuing certificates", played.outcomes["granted"]) as advance:
        for _ in press.issue(HERE, press.titles_without_certificate()):
            advance(1)
    press.publish()
    numbers = {what: _number(office, played.title(n)) for what, n in SHOWN.items()}
    texts = {what: press.certificate(number).qr_text for what, number in numbers.items()}
    kept.parent.mkdir(exist_ok=True)
    for what, number in numbers.items():
        (kept.parent / f"{what}.png").write_bytes(press.qr_png(number))
    (kept.parent / "valid.pdf").write_bytes(press.pdf(numbers["valid"]))
    press.write_pack(kept.parent / "before.zcpack")
    aftermath = Aftermath(office, press, played)
    aftermath.take_back()
    aftermath.put_on_record()
    aftermath.replace_copy(HERE)
    press.publish()
    press.write_pack(kept.parent / "today.zcpack")
    outcomes = Counter(played.outcomes)
    outcomes.update({"of those: revoked": 1, "of those: invalidated": 1, "of those: deregistered": 1})
    outcomes.update({"of those: certificate superseded": 1, "of those: holder on record today": 2})
    made = {
        "made_on": office.rooms.clock.today().isoformat(),
        "outcomes": dict(outcomes),
        "numbers": numbers,
        "texts": texts,
        "declarations": {"granted": str(played.declarations[PLAIN]), "refused": str(played.refused[RETIRED.start])},
    }
    kept.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")


def _number(office: Office, title_id: UUID) -> str:
    return office.rooms.registry.get(Title, title_id).certificate_no


def things_to_try(settings: Settings, public_url: str, office_url: str) -> str:
    """What `zhicheng serve` prints: where it serves and, after a demo, five things to try that work as they stand."""
    served = (
        f"The public window: {public_url}/v\nThe office window: {office_url} (bearer tokens: `zhicheng token issue`)"
    )
    kept = settings.home / "demo" / "demo.json"
    if not kept.exists():
        return served
    told: Mapping[str, Any] = json.loads(kept.read_text("utf-8"))
    template = Template((Path(__file__).with_name("things_to_try.txt")).read_text("utf-8"))
    return served + template.substitute(
        valid=told["texts"]["valid"],
        revoked=told["texts"]["revoked"],
        number=told["numbers"]["valid"],
        folder=kept.parent,
        home=settings.home,
        root=settings.trust_folder / "metadata" / "1.root.json",
        public=public_url,
    )
