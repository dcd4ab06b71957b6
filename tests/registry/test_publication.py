"""Publishing: whole or not at all, at once after a revocation, by schedule before it grows old, nothing personal."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from domain.title import Title
from registry.bootstrap import Office
from registry.clock import FixedClock
from registry.command import Actor
from registry.errors import Unavailable
from registry.lookup import mask
from registry.messages import COMMANDS
from registry.press import Press
from registry.worker import Worker
from tests.support.founded import ADMIN, SECOND_ADMIN, copy_home, found, grant_titles, opened, revoke_title
from verify import Outcome, Verdict, decide
from verify.sync import load, refresh

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(scope="session")
def dated_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office founded on 2 March 2026."""
    home = tmp_path_factory.mktemp("dated") / "home"
    found(home, clock=FixedClock(NOW - timedelta(hours=1)))
    return home


@pytest.fixture
def clock() -> FixedClock:
    """Noon of 2 March 2026 in Shanghai, until a test moves it."""
    return FixedClock(NOW)


@pytest.fixture
def office(dated_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """An office of this test alone, at that time."""
    copy_home(dated_template, tmp_path / "home")
    with opened(tmp_path / "home", clock=clock) as office:
        yield office


def _do(office: Office, actor: Actor, name: str, **fields: Any) -> None:
    office.execute(COMMANDS[name].command.model_validate(fields), actor)


def _record(office: Office, title: Any, decided_on: date) -> None:
    person = office.rooms.registry.get(Title, title).person_id
    _do(office, ADMIN, "propose-record", person_id=person, cause="FRAUD", evidence_ref="证据2号")
    _do(office, SECOND_ADMIN, "open-record", person_id=person, legal_date=decided_on, document_ref="诚信1号")


def _issued(office: Office, press: Press, count: int = 1) -> tuple[list[Any], list[str]]:
    titles = grant_titles(office, count)
    rows = list(press.issue(ADMIN, titles))
    press.publish()
    return titles, [press.certificate(row.certificate_no).qr_text for row in rows]


def _check(press: Press, text: str, at: datetime) -> Verdict:
    return decide(text, press.trust(), at)


@pytest.mark.covers("R-REV-3", "R-REV-4")
def test_a_revocation_is_revoked_with_effect_from_the_grant_in_the_next_publication(
    office: Office, clock: FixedClock
) -> None:
    press = Press(office)
    (title,), (text,) = _issued(office, press)
    clock.instant += timedelta(hours=1)
    revoke_title(office, title, date(2026, 3, 1))
    press.publish()

    verdict = _check(press, text, clock.now())

    assert verdict.outcome is Outcome.REVOKED
    assert verdict.to_dict()["ended"] == {"effective_from": "2022-11-29", "decided_on": "2026-03-01"}
    assert verdict.to_dict()["integrity"]["last_day"] == "2029-03-01"


def test_a_rescinded_revocation_leaves_the_old_copy_replaced_and_the_holder_clear(
    office: Office, clock: FixedClock
) -> None:
    press = Press(office)
    (title,), (text,) = _issued(office, press)
    revoke_title(office, title, date(2026, 3, 1))
    _do(office, ADMIN, "rescind-revocation", title_id=title, legal_date=date(2026, 3, 2), document_ref="复1号")
    (row,) = press.issue(ADMIN, [title])
    clock.instant += timedelta(minutes=1)
    press.publish()

    assert _check(press, text, clock.now()).outcome is Outcome.SUPERSEDED
    again = _check(press, press.certificate(row.certificate_no).qr_text, clock.now())
    assert again.outcome is Outcome.VALID_AS_OF
    assert again.to_dict()["integrity"]["state"] == "CLEAR"


@pytest.mark.covers("R-VER-6", "S3.4e")
def test_a_record_is_told_through_its_last_day_and_ends_by_itself_on_an_old_pack(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    press = Press(office)
    (title,), (text,) = _issued(office, press)
    _record(office, title, date(2023, 3, 4))
    press.publish()
    press.write_pack(tmp_path / "today.zcpack")
    root = (office.rooms.settings.trust_folder / "metadata" / "1.root.json").read_bytes()
    trust = refresh(tmp_path / "today.zcpack", tmp_path / "elsewhere", root=root, at=clock.now())

    def state(day: int, hour: int = 4) -> str:
        verdict = decide(text, trust, datetime(2026, 3, day, hour, tzinfo=UTC))
        assert verdict.outcome is Outcome.VALID_AS_OF
        return str(verdict.integrity.state)

    assert state(4, hour=15) == "ON_RECORD"  # 23:00 in Shanghai on the last day
    assert state(4, hour=16) == "CLEAR"  # midnight
    assert decide(text, trust, NOW + timedelta(days=7, minutes=2)).outcome is Outcome.STALE


@pytest.mark.covers("R-PRIV-5")
def test_no_name_cause_document_or_past_record_is_in_any_published_file(office: Office, clock: FixedClock) -> None:
    press = Press(office)
    titles, _ = _issued(office, press, 2)
    revoke_title(office, titles[0], date(2026, 3, 1))
    _record(office, titles[1], date(2020, 1, 1))
    press.publish()
    published = office.rooms.settings.published_folder
    everything = b"".join(path.read_bytes() for path in published.rglob("*") if path.is_file())

    for secret in ("张示例", "FRAUD", "撤1号", "诚信1号", "证据"):
        assert secret.encode() not in everything
    assert press.trust().publications["11990000000000019A"].integrity is not None
    assert clock.now() == NOW


def test_the_worker_publishes_what_a_crash_left_unpublished_and_then_rests(office: Office) -> None:
    press, told = Press(office), list[str]()
    (title,), (text,) = _issued(office, press)
    worker = Worker(office, press, told.append)
    assert worker.look() is False
    revoke_title(office, title, date(2026, 3, 1))

    assert worker.look() is True
    assert _check(press, text, NOW).outcome is Outcome.REVOKED
    assert worker.look() is False
    history = press.trust().publications["11990000000000019A"].history
    assert history is not None
    assert told == [f"publication {history.number}: something had changed"]


@pytest.mark.covers("R-REV-4")
def test_the_worker_republishes_before_the_lists_are_a_day_old(office: Office, clock: FixedClock) -> None:
    press = Press(office)
    _issued(office, press)
    worker = Worker(office, press, lambda _: None)
    clock.instant += timedelta(hours=23)
    assert worker.look() is False
    clock.instant += timedelta(hours=1)
    assert worker.look() is True
    assert press.trust().known_at == clock.now()


def test_an_office_that_was_renewed_is_trusted_for_another_year(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    press = Press(office)
    _, (text,) = _issued(office, press)
    root = (office.rooms.settings.trust_folder / "metadata" / "1.root.json").read_bytes()
    due = press.publication.renew_due_at()
    assert due == NOW - timedelta(hours=1) + timedelta(days=335)
    clock.instant = due
    press.renew()
    assert press.publication.renew_due_at() == due + timedelta(days=335)

    clock.instant = NOW + timedelta(days=600)
    press.publish()
    trust = refresh(office.rooms.settings.trust_folder, tmp_path / "trust", root=root, at=clock.now())
    assert decide(text, trust, clock.now()).outcome is Outcome.VALID_AS_OF


def test_a_renewal_names_the_key_that_is_away_and_goes_through_when_it_is_back(office: Office) -> None:
    before, key = Press(office).publication.renew_due_at(), office.rooms.settings.keys_folder / "targets.pem"
    away = key.rename(key.parent.parent / "targets.pem")
    with opened(office.rooms.settings.home) as without:
        with pytest.raises(Unavailable, match="targets") as refused:
            Press(without).renew()
        assert refused.value.code == "key_away"
        assert Press(without).publication.renew_due_at() == before
    away.rename(key)
    with opened(office.rooms.settings.home) as whole:
        Press(whole).renew()
        assert Press(whole).publication.renew_due_at() > before


def test_a_disk_that_refuses_leaves_the_last_publication_served_and_the_worker_tries_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, told, stop = Press(office), list[str](), Event()
    (title,), (text,) = _issued(office, press)
    revoke_title(office, title, date(2026, 3, 1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(press.publication._repository, "_write", full)
        with pytest.raises(Unavailable) as refused:
            press.publish()
    assert refused.value.code == "repository_unwritable"
    assert _check(press, text, NOW).outcome is Outcome.VALID_AS_OF

    def tell(sentence: str) -> None:
        told.append(sentence)
        stop.set()

    Worker(office, press, tell).run(stop)
    assert _check(press, text, NOW).outcome is Outcome.REVOKED


def test_numbers_of_publications_rise_even_when_their_memory_is_lost(office: Office, tmp_path: Path) -> None:
    press = Press(office)
    _issued(office, press)
    first = press.publish()
    (office.rooms.settings.published_folder / ".publication").unlink()
    assert press.publish() > first
    root = (office.rooms.settings.trust_folder / "metadata" / "1.root.json").read_bytes()
    refresh(office.rooms.settings.trust_folder, tmp_path / "trust", root=root, at=NOW)
    assert load(tmp_path / "trust").problems == ()


def test_kill_minus_nine_while_publishing_leaves_a_whole_repository(dated_template: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    copy_home(dated_template, home)
    with opened(home) as office:
        _issued(office, Press(office), 3)
    program = (
        "from pathlib import Path\nfrom tests.support.founded import opened\nfrom registry.press import Press\n"
        f"with opened(Path({str(home)!r})) as office:\n"
        "    press = Press(office)\n"
        "    while True:\n"
        "        print(press.publish(), flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(10)]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()

    with opened(home) as office:
        press = Press(office)
        assert press.trust().problems == ()
        assert press.publish() > max(told)


@pytest.mark.covers("R-PRIV-4")
@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("王小明", "王*明"), ("欧阳示例", "欧**例"), ("阿卜杜拉·虚构", "阿*****构")]
)
def test_a_name_is_masked_before_the_public_can_see_it(name: str, masked: str) -> None:
    assert mask(name) == masked
