"""What every command of the registry shares: the open office, plain errors, JSON or words, a progress bar."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from keys.errors import KeysError
from registry.bootstrap import Office, open_office
from registry.errors import ConfigurationError, RegistryError
from registry.paper import PaperError
from registry.settings import Settings, load_settings
from verify.errors import TrustError

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

Step = Callable[[int, int], None]


def settings_of(ctx: typer.Context) -> Settings:
    """The settings of the home that the caller chose with `--home`."""
    if isinstance(ctx.obj, Settings):
        return ctx.obj
    raise ConfigurationError("no home was chosen", code="settings_invalid")


@contextmanager
def opened(ctx: typer.Context) -> Iterator[Office]:
    """The open office; whatever it refuses becomes one sentence on standard error and exit code 1."""
    with plainly():
        settings = settings_of(ctx)
        if not (settings.home / "settings.toml").exists() and not settings.keys_folder.exists():
            raise ConfigurationError(f"there is no office in {settings.home}: run `zhicheng init`", code="no_office")
        with open_office(settings) as office:
            yield office


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what the registry, the strongroom, the paper or the trust refuses into a sentence and exit code 1."""
    try:
        yield
    except (RegistryError, KeysError, PaperError, TrustError) as refused:
        typer.echo(f"{refused} [{refused.code}]", err=True)
        raise typer.Exit(1) from None
    except OSError as problem:
        typer.echo(f"{problem.filename or 'the disk'}: {problem.strerror} [disk]", err=True)
        raise typer.Exit(1) from None


def tell(as_json: bool, facts: dict[str, Any], words: str) -> None:
    """One answer, for a program or for a person."""
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else words)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while something long runs; call it with how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


__all__ = ["AsJson", "load_settings", "opened", "plainly", "progress", "settings_of", "tell"]
