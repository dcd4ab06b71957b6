"""The plot of the demo: everything that happens in the year 2022, in the order of its days.

Every command carries an idempotency key, so that a demo that was interrupted goes on where it stopped.
"""

from collections.abc import Sequence
from operator import itemgetter

from registry.bootstrap import Office
from registry.clock import FixedClock
from registry.demo.elsewhere import Elsewhere
from registry.demo.oversight import Oversight
from registry.demo.routes import OtherRoutes
from registry.demo.season import Advance, Day, Played, Round


def play(office: Office, clock: FixedClock, people: int, advance: Advance) -> Played:
    """Play the season with so many people and the special cases beside it; `advance` hears of each step of a person."""
    played = Played()
    ordinary, others = Round(office, played, advance), OtherRoutes(office, played, lambda _steps: None)
    special = [*Elsewhere(office, played).days(), *Oversight(office, played).days()]
    _live(clock, [*ordinary.days(people), *others.days(), *special])
    return played


def _live(clock: FixedClock, days: Sequence[Day]) -> None:
    for day, work in sorted(days, key=itemgetter(0)):
        clock.set_date(day)
        work()
