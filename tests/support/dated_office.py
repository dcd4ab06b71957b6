"""An office window in a process of its own that lives on the day a file names: `python -m tests.support.dated_office`.

The clock is an argument of `open_office`; the product has no option for it.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn

from api.office.app import create_app
from registry import Press, load_settings, open_office
from registry.clock import SHANGHAI


class FileClock:
    """Noon in Shanghai of the day that stands in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """That instant, in UTC."""
        day = self.today()
        return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI).astimezone(UTC)

    def today(self) -> date:
        """The day itself."""
        return date.fromisoformat(self._file.read_text("ascii").strip())


def main() -> None:
    """Serve until SIGTERM: home, file with the day, descriptor of the listening socket."""
    home, day, listener = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with open_office(load_settings(home), clock=FileClock(day)) as office:
        uvicorn.run(create_app(office, Press(office)), fd=listener, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
