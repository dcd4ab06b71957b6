"""`zhicheng init`: found an office, or go on founding one that was interrupted."""

from pathlib import Path
from typing import Annotated

import typer

from registry.commands.desk import AsJson, plainly, settings_of, tell
from registry.errors import ConfigurationError
from registry.founding import Plan, found_office
from registry.settings import Issuer

DEMO_ISSUER = Issuer(
    uscc="11990000000000019A",
    name_zh="虚构省人力资源和社会保障厅",
    name_en="Fictitious Province Human Resources Department",
    region=349900,
)


def init(
    ctx: typer.Context,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="A fictitious issuer and synthetic persons.")] = False,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Do nothing where an office stands.")] = False,
    uscc: Annotated[str, typer.Option(help="Credit code of the issuing authority.")] = "",
    name_zh: Annotated[str, typer.Option(help="Its official name in Chinese.")] = "",
    name_en: Annotated[str, typer.Option(help="Its name in English.")] = "",
    region: Annotated[int, typer.Option(help="Its region, GB/T 2260.")] = 0,
    number_prefix: Annotated[str, typer.Option(help="Letters that open every certificate number.")] = "AHZC",
    public_url: Annotated[str | None, typer.Option(help="Scheme and host in QR codes and status lists.")] = None,
    passphrase_file: Annotated[Path | None, typer.Option(help="File of mode 0600 that opens the strongroom.")] = None,
    database_url: Annotated[str | None, typer.Option(help="postgresql://… in place of SQLite.")] = None,
    as_json: AsJson = False,
) -> None:
    """Found an office: settings, strongroom, signing keys, first publication. Run it again if it was interrupted."""
    with plainly():
        settings = settings_of(ctx)
        if settings.lookup_file.exists() and not if_missing:
            raise ConfigurationError(f"an office stands in {settings.home} already", code="office_exists")
        if demo:
            issuer = DEMO_ISSUER
        elif uscc and name_zh and name_en and region:
            issuer = Issuer(uscc=uscc, name_zh=name_zh, name_en=name_en, region=region, number_prefix=number_prefix)
        else:
            raise ConfigurationError(
                "name the issuer: --uscc, --name-zh, --name-en and --region; or --demo to try", code="issuer_missing"
            )
        plan = Plan(
            home=settings.home,
            issuer=issuer,
            public_url=public_url or settings.public_url,
            passphrase_file=passphrase_file,
            database_url=database_url or settings.database_url,
            allow_synthetic=demo,
        )
        steps = []
        for step in found_office(plan):
            steps.append(step)
            if not as_json:
                typer.echo(step)
        tell(as_json, {"home": str(settings.home), "steps": steps}, f"The office stands in {settings.home}.")
