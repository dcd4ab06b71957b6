"""kill -9 under a stream of commands, again and again: what was acknowledged stays, what was repeated happened once."""

import secrets
import signal
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any
from uuid import UUID

from domain.certificate import Certificate
from domain.integrity import IntegrityRecord
from domain.title import Title
from registry import Actor, Press
from registry.audit import CommandReceipt
from tests.support.founded import ADMIN, SECOND_ADMIN, grant_titles, opened
from tests.support.running import HttpWorld, call, free_port, office_process, public_window, running

TITLES = 12
KILLS = (5, 13, 20, 27)
"""After how many receipts the office and its worker are killed, give or take some milliseconds."""
PAPER = {"legal_date": "2022-12-15", "document_ref": "虚构人社撤〔2022〕9号"}


@dataclass
class Stream:
    """One client that revokes title after title, and sends again, under the same key, whatever was not answered."""

    world: HttpWorld
    public: str
    texts: dict[UUID, str]
    receipts: dict[str, Any] = field(default_factory=dict)
    at_once: list[str] = field(default_factory=list)
    more: Condition = field(default_factory=Condition)

    def run(self) -> None:
        """Every command, until it is acknowledged; after a decision, what the public window answers."""
        for title in self.texts:
            for key in steps(title):
                answer = self.sent(key)
                while answer[0] != 201:
                    _TICK.wait(0.05)
                    answer = self.sent(key)
                if key.startswith("decide"):
                    self.at_once.append(self.seen(title))
                with self.more:
                    self.receipts[key] = answer[1]
                    self.more.notify()

    def sent(self, key: str) -> tuple[int, Any]:
        """The command of a key, as often as it is asked for."""
        actor, name, body = command_of(key)
        headers = {**self.world.bearer(actor), "Idempotency-Key": key}
        return call(f"{self.world.address}/v1/commands/{name}", body, headers)

    def seen(self, title: UUID) -> str:
        """The public outcome of a title's certificate."""
        return str(call(f"{self.public}/v1/verify", {"text": self.texts[title]})[1]["outcome"])

    def wait_for(self, receipts: int) -> None:
        """Until so many commands were acknowledged."""
        with self.more:
            assert self.more.wait_for(lambda: len(self.receipts) >= receipts, timeout=120)


def steps(title: UUID) -> list[str]:
    """The idempotency keys of one revocation."""
    return [f"{name} {title}" for name in ("propose-revocation", "record-statement", "decide-revocation")]


def command_of(key: str) -> tuple[Actor, str, dict[str, Any]]:
    """Who sends what under a key."""
    name, title = key.split()
    if name == "propose-revocation":
        return ADMIN, name, {"title_id": title, "cause": "FRAUD", "evidence_ref": "证据1号"}
    if name == "record-statement":
        return ADMIN, name, {"title_id": title, "heard": True, **PAPER}
    return SECOND_ADMIN, name, {"title_id": title, **PAPER}


_TICK = Event()


def test_kills_under_a_stream_of_commands_lose_nothing_told_and_repeat_nothing(home: Path, tmp_path: Path) -> None:
    with opened(home) as office:
        press = Press(office)
        rows = list(press.issue(ADMIN, grant_titles(office, TITLES)))
        press.publish()
        texts = {row.title_id: press.certificate(row.certificate_no).qr_text for row in rows}
    port = free_port()
    world = HttpWorld(home, f"http://127.0.0.1:{port}", home / "day")
    for actor in (ADMIN, SECOND_ADMIN):
        world.bearer(actor)

    with public_window(home) as public, (tmp_path / "errors").open("w+") as errors:
        stream = Stream(world, public, texts)
        client = Thread(target=stream.run, daemon=True)
        for receipts in (*KILLS, None):
            with ExitStack() as processes:
                window = processes.enter_context(office_process(home, port, stderr=errors))
                worker = processes.enter_context(running("-m", "api.cli", "--home", home, "worker", stderr=errors))
                if not client.is_alive():
                    client.start()
                if receipts is None:
                    client.join(120)
                    assert [stream.sent(key) for key in stream.receipts] == [(201, r) for r in stream.receipts.values()]
                else:
                    stream.wait_for(receipts)
                    _TICK.wait(secrets.randbelow(60) / 1000)
                    for victim in (window, worker):
                        victim.send_signal(signal.SIGKILL)
        assert stream.at_once == ["REVOKED"] * TITLES
        errors.seek(0)
        assert "Traceback" not in errors.read()

    assert list(stream.receipts) == [key for title in texts for key in steps(title)]
    with opened(home) as office:
        stored = office.rooms.registry.recorder.select_notifications(1, 100_000)
        topics = Counter(one.topic for one in stored)
    once_each = (Title.RevocationProposed, Title.StatementRecorded, Title.Revoked, IntegrityRecord.Opened)
    assert [topics[event.TOPIC] for event in (*once_each, Certificate.Revoked)] == [TITLES] * 5
    assert topics[CommandReceipt.Given.TOPIC] == TITLES * 3
