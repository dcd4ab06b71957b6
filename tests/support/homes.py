"""Founded homes of any day and either store, each founded once in a run and copied for every journey."""

from datetime import UTC, datetime
from pathlib import Path

from registry import FixedClock
from tests.support.founded import copy_home, found
from tests.support.postgres import PostgresServer, create_database

TODAY = ""


class Homes:
    """Copies of founded homes; on PostgreSQL the database is copied with its home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._founded: dict[tuple[str, bool], tuple[Path, str]] = {}

    def template(self, founded_on: str = TODAY, server: PostgresServer | None = None) -> tuple[Path, str]:
        """The home that is copied, founded on this day, and the name of its database; without a server none."""
        key = (founded_on, server is not None)
        if key not in self._founded:
            home = self._folder / f"{founded_on or 'today'}-{'postgres' if server else 'sqlite'}"
            clock = FixedClock(datetime.fromisoformat(founded_on).replace(tzinfo=UTC)) if founded_on else None
            database = create_database(server) if server else ""
            found(home, clock=clock, database_url=server.get_uri(database=database) if server else None)
            self._founded[key] = home, database
        return self._founded[key]

    def copy(self, home: Path, founded_on: str = TODAY, server: PostgresServer | None = None) -> Path:
        """The same office in this folder, with a database of its own where there is a server."""
        template, database = self.template(founded_on, server)
        copy_home(template, home)
        if server:
            settings = home / "settings.toml"
            own = create_database(server, template=database)
            settings.write_text(settings.read_text("utf-8").replace(database, own), "utf-8")
        return home
