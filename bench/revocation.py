"""From the second person's decision to REVOKED at a running public window, and in a trust folder that syncs anew."""

import time
from pathlib import Path
from uuid import UUID

from bench.offices import ISSUING, SECOND, empty_folder, office_with_titles
from bench.row import Row, peak_memory_mb, quantile
from bench.servers import public_window
from keys.files import replace_file
from registry.bootstrap import Office
from registry.command import Actor
from registry.messages import COMMANDS
from registry.press import Press
from verify import Outcome, decide
from verify.sync import refresh

CERTIFICATES = 100_000
REVOKED_BEFORE = 1_000
MEASURED = 60
PUBLIC_SECONDS, TRUST_SECONDS = 0.25, 1.0
FILES = 6
"""One status list, two registers, and the metadata of three roles."""


def run() -> list[Row]:
    """The 99th percentile of 60 revocations in a registry of 100 000 certificates, 1 % of them revoked before."""
    with empty_folder() as folder, office_with_titles(folder, CERTIFICATES) as (office, titles):
        press = Press(office)
        numbers = {row.title_id: row.certificate_no for row in press.issue(ISSUING, titles)}
        for title in titles[:REVOKED_BEFORE]:
            _propose(office, title)
            _decide(office, title)
        press.publish()
        root = (office.rooms.settings.trust_folder / "metadata" / "1.root.json").read_bytes()
        with public_window(office.rooms.settings, folder) as window:
            window.wait_until_good("/readyz")
            public, trusted, raw = [], [], []
            for title in titles[REVOKED_BEFORE : REVOKED_BEFORE + MEASURED]:
                text = press.certificate(numbers[title]).qr_text
                _propose(office, title)
                begun = time.perf_counter()
                _decide(office, title)
                press.publish()
                _, answer = window.ask("GET", f"/v1/certificates/{numbers[title]}")
                public.append(time.perf_counter() - begun)
                assert answer["status"]["outcome"] == "REVOKED", answer
                trust = refresh(office.rooms.settings.trust_folder, folder / "elsewhere", root=root)
                trusted.append(time.perf_counter() - begun)
                assert decide(text, trust, office.rooms.clock.now()).outcome is Outcome.REVOKED
                raw.append(_write_raw(office.rooms.settings.trust_folder, folder))
        memory = peak_memory_mb()
    return [
        _row("one revocation to REVOKED at the public endpoint", public, raw, PUBLIC_SECONDS, memory),
        _row("the same to REVOKED in a trust folder that syncs", trusted, raw, TRUST_SECONDS, memory),
    ]


def _write_raw(trust: Path, folder: Path) -> float:
    """Seconds to write and flush, one by one, files as large as those of the newest publication."""
    written = sorted(trust.rglob("*.*"), key=lambda path: path.stat().st_mtime_ns)[-FILES:]
    contents = [path.read_bytes() for path in written]
    begun = time.perf_counter()
    for number, content in enumerate(contents):
        replace_file(folder / f"raw-{number}", content)
    return time.perf_counter() - begun


def _propose(office: Office, title: UUID) -> None:
    today = office.rooms.clock.today()
    _do(office, ISSUING, "propose-revocation", title_id=title, cause="FRAUD", evidence_ref="证据1号")
    _do(office, ISSUING, "record-statement", title_id=title, heard=True, legal_date=today, document_ref="笔录1号")


def _decide(office: Office, title: UUID) -> None:
    _do(
        office, SECOND, "decide-revocation", title_id=title, legal_date=office.rooms.clock.today(), document_ref="撤1号"
    )


def _do(office: Office, actor: Actor, name: str, **fields: object) -> None:
    office.execute(COMMANDS[name].command.model_validate(fields), actor)


def _row(what: str, taken: list[float], raw: list[float], promised: float, memory: int) -> Row:
    worst, middle, files = quantile(taken, 0.99), quantile(taken, 0.5), quantile(raw, 0.5)
    return Row(
        f"{what}, registry of {CERTIFICATES:,} certificates",
        f"p99 {worst * 1000:.0f} ms; median {middle * 1000:.0f} ms, {middle / files:.1f}x",
        f"its {FILES} files written and flushed, {files * 1000:.0f} ms",
        f"p99 under {promised * 1000:.0f} ms",
        worst < promised,
        memory,
    )
