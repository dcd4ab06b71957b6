"""`zhicheng`: one command for whoever runs an office. It mounts what the registry and the strongroom offer."""

from pathlib import Path
from typing import Annotated

import typer

from api.serving import serve_office, serve_public, supervise, work
from keys.commands import app as keys
from registry.commands import (
    certificate,
    demo,
    doctor,
    explain,
    exporting,
    importing,
    init,
    issue,
    rebuild,
    revoke,
    things_to_try,
    token,
    trust,
)
from registry.commands.desk import plainly, settings_of
from registry.settings import load_settings

app = typer.Typer(
    help="职称 · The registry of professional titles: found an office, run it, issue, revoke, publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (init, demo, issue, certificate, explain, doctor, rebuild):
    app.command()(command)
app.add_typer(revoke, name="revoke")
app.add_typer(trust, name="trust")
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")
app.add_typer(token, name="token")
app.add_typer(keys, name="keys")

Host = Annotated[str, typer.Option(help="Address to listen on.")]
PublicPort = Annotated[int, typer.Option(min=1, max=65535)]
OfficePort = Annotated[int, typer.Option(min=1, max=65535)]


@app.callback()
def main_options(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option(envvar="ZHICHENG_HOME", help="The folder that holds everything of this office.")
    ] = None,
) -> None:
    """Every command works on one home."""
    with plainly():
        ctx.obj = load_settings(home)


@app.command()
def serve(
    ctx: typer.Context,
    *,
    window: Annotated[str, typer.Option(help="all, public or office.")] = "all",
    host: Host = "127.0.0.1",
    public_port: PublicPort = 8700,
    office_port: OfficePort = 8701,
) -> None:
    """Serve both windows and run the worker until interrupted; `--window` runs one of them alone."""
    with plainly():
        settings = settings_of(ctx)
        if window == "public":
            serve_public(settings, host, public_port)
        elif window == "office":
            serve_office(settings, host, office_port)
        elif window == "all":
            shared = ["--home", str(settings.home)]
            ports = ["--host", host, "--public-port", str(public_port), "--office-port", str(office_port)]
            commands = [
                [*shared, "serve", "--window", "public", *ports],
                [*shared, "serve", "--window", "office", *ports],
                [*shared, "worker"],
            ]
            windows = [f"http://{host}:{port}" for port in (public_port, office_port)]
            ready = [f"{url}/healthz" for url in windows]
            raise typer.Exit(supervise(commands, ready, lambda: typer.echo(things_to_try(settings, *windows))))
        else:
            raise typer.BadParameter("window is all, public or office")


@app.command()
def worker(ctx: typer.Context) -> None:
    """Republish on schedule and after whatever was left unpublished, until interrupted."""
    with plainly():
        work(settings_of(ctx), typer.echo)


def main() -> None:
    """The console entry point."""
    app()


if __name__ == "__main__":
    main()
