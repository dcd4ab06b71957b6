"""A key whose life has ended: it signs nothing more, whatever was prepared, and the world is told when it ended."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.aggregate import Act
from domain.identity import signing_key_id
from domain.signing_key import SigningKey
from registry.application import UnitOfWork
from registry.bootstrap import Office
from registry.clock import FixedClock
from registry.issuance import RowState
from registry.press import Press
from registry.signing_keys import key_entries
from tests.support.founded import ADMIN, copy_home, found, grant_titles, opened
from verify import Outcome, decide

pytestmark = pytest.mark.covers("R-AUTH-3")

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def founded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home, clock=FixedClock(NOW))
    return home


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW + timedelta(hours=1))


@pytest.fixture
def office(founded_home: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    copy_home(founded_home, tmp_path / "home")
    with opened(tmp_path / "home", clock=clock) as office:
        yield office


def retire(office: Office, kid: str, microsecond: int = 0) -> datetime:
    clock = office.rooms.clock
    ended = clock.now().replace(microsecond=microsecond)
    act = Act("custodian", "KEY_CUSTODIAN", "", clock.today(), ended)
    office.transaction(lambda work: work.get(SigningKey, signing_key_id(kid)).retire(act))
    return ended


def test_what_was_prepared_before_the_end_is_not_signed_after_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, titles = Press(office), grant_titles(office, 2)
    kid, together, calls = press._issuance._mint.kid, press._issuance._together, [0]

    def between(items: Sequence[Any], work: Callable[[UnitOfWork, Sequence[Any]], Any]) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            retire(office, kid)
        return together(items, work)

    monkeypatch.setattr(press._issuance, "_together", between)
    rows = list(press.issue(ADMIN, titles))
    assert {(row.state, row.code) for row in rows} == {(RowState.REFUSED, "rule_refused")}
    assert all("R-AUTH-3" in row.message for row in rows)


def test_what_is_in_force_is_answered_as_before_and_nothing_is_numbered_in_vain(office: Office) -> None:
    press, (old, new) = Press(office), grant_titles(office, 2)
    list(press.issue(ADMIN, [old]))
    retire(office, press._issuance._mint.kid)
    position = office.rooms.registry.position()
    rows = {row.title_id: row.state for row in press.issue(ADMIN, [old, new])}
    assert rows == {old: RowState.ALREADY_ISSUED, new: RowState.REFUSED}
    assert office.rooms.registry.position() == position


def test_a_renewal_tells_the_end_and_a_signature_of_its_very_second_still_holds(
    office: Office, clock: FixedClock
) -> None:
    press = Press(office)
    (row,) = press.issue(ADMIN, grant_titles(office, 1))
    kid = press._issuance._mint.kid
    ended = retire(office, kid, microsecond=500_000)
    told = {entry["kid"]: entry["retired_at"] for entry in key_entries(office.rooms)}
    assert told.pop(kid) == "2026-03-01T05:00:01Z"
    assert set(told.values()) == {None}
    clock.instant = ended + timedelta(hours=1)
    press.renew()
    assert (
        decide(press.certificate(row.certificate_no).token, press.trust(), clock.now()).outcome is Outcome.VALID_AS_OF
    )
