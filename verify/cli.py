"""The `zhicheng-verify` command: check what a person holds in hand, bring trust in, and show what is trusted.

It reads the clock and the locale, asks the library, and shows the answer. It decides nothing itself.
"""

import json
import os
import re
import sys
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from . import report, sync
from .decision import decide
from .errors import TrustError, VerifyError
from .founding import Grounds, Unproven, clock, founding_root, grounds, home
from .presented import Presented, gather
from .store import root_fingerprint
from .trust import TrustSnapshot
from .verdict import Outcome, Policy, Verdict

EXIT_CODES = {
    Outcome.VALID_AS_OF: 0,
    Outcome.STALE: 10,
    Outcome.SUPERSEDED: 11,
    Outcome.SUSPENDED: 12,
    Outcome.DEREGISTERED: 13,
    Outcome.INVALIDATED: 14,
    Outcome.REVOKED: 15,
    Outcome.UNTRUSTED_ISSUER: 20,
    Outcome.FORGED: 21,
    Outcome.MALFORMED: 22,
}
EXIT_NO_TRUST = 3
EXIT_UNREADABLE = 4
_SHANGHAI = timezone(timedelta(hours=8))
_COLOURS: dict[report.Tone, str] = {"good": "green", "care": "yellow", "bad": "red"}
_DEFAULT_MAX_AGE = Policy().max_age.days


class _Commands(TyperGroup):
    """Takes the first word for a command only when it is one; everything else is something to check."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `check` in front of what does not begin with a command."""
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["check", *args]
        return super().parse_args(ctx, args)


MANUAL = """Check certificates of professional titles (职称), with or without a network.

[bold]First[/bold], once, bring in what you trust, with the root's
fingerprint as the department published it:

  zhicheng-verify sync https://host/trust \\
      --fingerprint HEX
  zhicheng-verify sync trust.zcpack --root 1.root.json

[bold]Then[/bold] check what you hold: the text of a QR code, a picture,
a PDF, a folder of them, or - for standard input, one
text a line:

  zhicheng-verify certificate.pdf photo.jpg folder/
  zhicheng-verify 'https://host/v#3140…'
  zhicheng-verify --json - < texts.txt

The word check may stand in front and may be left out.
Its options: zhicheng-verify check --help. To check a file
that is called like a command, write ./sync. Before a text
that begins with - put -- .

[bold]Exit codes[/bold]: 0 valid as of the date shown; 10 stale;
11 superseded; 12 suspended; 13 deregistered;
14 invalidated; 15 revoked; 20 issuer not trusted;
21 forged; 22 malformed; 2 wrong usage; 3 no usable trust;
4 nothing readable in a file. Of several, the highest.
"""

app = typer.Typer(
    cls=_Commands,
    help=MANUAL,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _instant(text: str) -> datetime:
    """A day means its last second in Asia/Shanghai; an instant needs its zone."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(datetime.fromisoformat(text), time(23, 59, 59), _SHANGHAI)
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write a day, 2022-12-02, or an instant, 2022-12-02T10:00:00+08:00") from error
    if instant.tzinfo is None:
        raise typer.BadParameter("an instant needs its zone: 2022-12-02T10:00:00+08:00")
    return instant.astimezone(UTC)


def _language(text: str) -> str:
    if text not in {"zh", "en"}:
        raise typer.BadParameter("zh or en")
    return text


Trust = Annotated[
    Path | None,
    typer.Option(
        "--trust",
        metavar="DIR",
        envvar="ZHICHENG_TRUST",
        show_default=str(home()),
        help="The folder that keeps what you trust.",
    ),
]
Root = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="First time only: the root file you were handed by someone you trust."),
]
Fingerprint = Annotated[
    str | None,
    typer.Option(metavar="HEX", help="First time only: the SHA-256 of the root, as the department published it."),
]
At = Annotated[
    datetime | None,
    typer.Option(parser=_instant, metavar="WHEN", help="Answer as of this day or instant instead of now."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, one object a line.")]
Lang = Annotated[
    str | None, typer.Option(parser=_language, metavar="zh|en", help="The language; else that of your system.")
]


@app.command(no_args_is_help=True)
def check(
    targets: Annotated[list[str], typer.Argument(metavar="TARGET…", help="Text, picture, PDF, folder, or - .")],
    *,
    trust: Trust = None,
    pack: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Use this offline pack for this once, and keep nothing of it.")
    ] = None,
    root: Root = None,
    fingerprint: Fingerprint = None,
    at: At = None,
    max_age: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Call a status list stale when it is older than this.")
    ] = _DEFAULT_MAX_AGE,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Check certificates. The word check may be left out."""
    for misplaced in set(targets) & set(_COMMAND_WORDS):
        if not Path(misplaced).exists():
            raise typer.BadParameter(f"a command comes first: zhicheng-verify {misplaced} …")
    screen = _Screen(as_json, report.language(lang))
    try:
        footing = grounds(trust or home(), pack=pack, root=root, fingerprint=fingerprint, at=at)
    except TrustError as error:
        raise typer.Exit(screen.no_trust(error)) from error
    if footing.forgetful:
        screen.note(f"{report.label('not_remembered', screen.lang)} ({footing.forgetful})")
    policy = Policy(max_age=timedelta(days=max_age))
    worst, shown, unread = 0, 0, 0
    several = len(targets) > 1 or targets == ["-"] or os.path.isdir(targets[0])  # noqa: PTH112 - any length
    for presented in gather(targets, sys.stdin.buffer):
        if presented.error:
            worst, unread = max(worst, screen.unreadable(presented)), unread + 1
        for verdict in _verdicts(presented, footing, policy):
            screen.verdict(presented.source, verdict, several=several)
            worst, shown = max(worst, EXIT_CODES[verdict.outcome]), shown + 1
        if presented.skipped:
            screen.note(report.label("skipped", screen.lang, count=presented.skipped))
    if several:
        screen.tally(shown, unread)
    raise typer.Exit(worst)


def _verdicts(presented: Presented, footing: Grounds, policy: Policy) -> list[Verdict]:
    """A verdict for each text; a poster's other QR codes are not held against the certificate beside them."""
    verdicts = [decide(text, footing.trust, footing.at, policy) for text in presented.texts]
    return [verdict for verdict in verdicts if verdict.outcome is not Outcome.MALFORMED] or verdicts[:1]


@app.command("sync", no_args_is_help=True)
def bring_in(
    source: Annotated[
        str, typer.Argument(metavar="URL|PACK|DIR", help="https://host/trust, a .zcpack, or a directory.")
    ],
    *,
    trust: Trust = None,
    root: Root = None,
    fingerprint: Fingerprint = None,
    at: At = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Bring the newest trust into the folder: from a server, from an offline pack, or from a directory.

    The first time, say which root to trust: by its file (--root) or its fingerprint (--fingerprint). With neither, the
    fingerprint that the source offers is shown for comparison, and nothing is trusted yet.
    """
    screen = _Screen(as_json, report.language(lang))
    folder = trust or home()
    try:
        founding = founding_root(source, folder, root, fingerprint)
        instant = at or clock()
        brought = sync.refresh(source, folder, root=founding, at=instant)
        screen.trust(folder, brought, instant, report.label("synced", screen.lang))
    except TrustError as error:
        raise typer.Exit(screen.no_trust(error)) from error


@app.command()
def show(trust: Trust = None, at: At = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show what is trusted: the root's fingerprint, the issuers, their keys, and how old their lists are."""
    screen = _Screen(as_json, report.language(lang))
    folder = trust or home()
    try:
        screen.trust(folder, sync.load(folder), at or clock(), report.label("trust_folder", screen.lang))
    except TrustError as error:
        raise typer.Exit(screen.no_trust(error)) from error


_COMMAND_WORDS = ("check", "sync", "show")


class _Screen:
    """Where answers go: JSON lines for programs, or words, symbols and colours for people. Notes go to stderr."""

    def __init__(self, as_json: bool, lang: report.Language) -> None:
        self.lang = lang
        self._json = as_json
        self._out = Console(highlight=False, soft_wrap=as_json)
        self._err = Console(stderr=True, highlight=False)

    def verdict(self, source: str, verdict: Verdict, *, several: bool) -> None:
        """One verdict: a card when it is the only one, a line when it is one of several."""
        if self._json:
            self._print_json({"source": source, **verdict.to_dict()})
        elif several:
            tone, words = report.line(source, verdict, self.lang)
            self._out.print(Text(words, style=_COLOURS[tone]))
        else:
            self._card(source, report.card(verdict, self.lang))

    def _card(self, source: str, card: report.Card) -> None:
        colour = _COLOURS[card.tone]
        headline = Text(f"{report.SYMBOLS[card.tone]}  {card.headline}", style=f"bold {colour}")
        body = Text.assemble(headline, "\n", (card.as_of, "bold"), card.meaning)
        for warning in card.warnings:
            body.append(f"\n!  {warning}", style="bold yellow")
        self._out.print(Panel(body, border_style=colour, padding=(0, 1)))
        for reason in card.why:
            self._out.print(Text(f"{report.label('why', self.lang)}: {reason}"))
        self._table([(report.label("source", self.lang), report.printable(source)), *card.rows])
        self._out.print(Text(f"{report.label('next', self.lang)}: {card.advice}", style="bold"))

    def unreadable(self, presented: Presented) -> int:
        """One input that could not be read."""
        self._problem(presented.error or VerifyError("unreadable"), presented.source)
        return EXIT_UNREADABLE

    def no_trust(self, error: TrustError) -> int:
        """Why there is nothing to judge by."""
        if isinstance(error, Unproven) and not self._json:
            self._err.print(Text(report.label(error.words, self.lang), style="bold yellow"))
            self._out.print(Text(error.fingerprint), soft_wrap=True)
        else:
            self._problem(error, None)
        return EXIT_NO_TRUST

    def _problem(self, error: VerifyError, source: str | None) -> None:
        if self._json:
            named = {} if source is None else {"source": source}
            self._print_json({**named, "error": {"code": error.code, "message": str(error)}})
            return
        if self.lang == "en":  # an error is a whole English sentence that names its source
            self._err.print(Text(report.printable(f"✘  {error}"), style="bold red"))
        else:
            where = "" if source is None else f"{source}："
            sentence = report.error_sentence(error.code, self.lang)
            self._err.print(Text(report.printable(f"✘  {where}{sentence}"), style="bold red"))
            self._err.print(Text(report.printable(str(error)), style="dim"))

    def trust(self, folder: Path, trust: TrustSnapshot, at: datetime, headline: str) -> None:
        """What a folder holds."""
        fingerprint = root_fingerprint((folder / "root.json").read_bytes())
        known_good = sync.last_known_good(folder)
        if self._json:
            self._print_json({"folder": str(folder), **report.trust_facts(trust, fingerprint, known_good)})
            return
        self._out.print(Text(f"{headline}: {folder}", style="bold"), soft_wrap=True)
        self._table(report.trust_rows(trust, fingerprint, known_good, at, self.lang))

    def tally(self, count: int, unread: int) -> None:
        """How many of several were checked."""
        if not self._json:
            self._out.print(Text(report.label("tally", self.lang, count=count, unread=unread), style="bold"))

    def note(self, text: str) -> None:
        """Something to know that changes no answer."""
        self._err.print(Text(report.printable(text), style="dim"))

    def _table(self, rows: report.Rows) -> None:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows:
            table.add_row(Text(name), Text(value))
        self._out.print(table)

    def _print_json(self, tree: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(tree, ensure_ascii=False) + "\n")


def main() -> None:
    """Run the command. A terminal that cannot write Chinese shows escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app()
