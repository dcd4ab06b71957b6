"""SC-11, SC-12 at full tide: titles fall one by one, each publication replaces the last, and everybody keeps asking."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import pytest

from keys.signers import throwaway_signer
from registry import Press
from tests.support.founded import ADMIN, grant_titles, opened
from tests.support.running import call, public_window, running
from tests.support.tuf_world import serving
from verify import envelope
from verify.certificate import decode_claims, encode_certificate, encode_claims
from verify.envelope import sign1
from verify.qr import to_text

TITLES = 4
CLIENTS = 4
TOO_MANY = 429
PAGE = "https://zc.example.cn/v"

REVOKER = """
import sys; from pathlib import Path; from uuid import UUID
from registry import Press
from tests.support.founded import opened, revoke_title
with opened(Path(sys.argv[1])) as office:
    press = Press(office)
    for title in sys.argv[2:]:
        revoke_title(office, UUID(title))
        press.publish()
        print(title, flush=True)
"""
DEVICE = """
import sys; from pathlib import Path; from datetime import UTC, datetime
from verify import decide
from verify.sync import refresh
address, folder, root, *texts = sys.argv[1:]
print("ready", flush=True)
while sys.stdin.readline() == "go\\n":
    now = datetime.now(UTC)
    trust = refresh(address, Path(folder), root=Path(root).read_bytes(), at=now)
    print(*(decide(text, trust, now).outcome.value for text in texts), flush=True)
"""


@dataclass
class Asking:
    """Clients of the public window, each asking about every code again and again until it is told to stop."""

    public: str
    texts: list[str]
    altered: str
    foreign: str
    told_revoked: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def run(self, _client: int) -> dict[str, list[str]]:
        """What one client heard of each code, in order; what was published as revoked before a question is heard so."""
        heard: dict[str, list[str]] = {text: [] for text in (*self.texts, self.altered, self.foreign)}
        while not self.stop.wait(0.1):
            known = list(self.told_revoked)
            for text, outcomes in heard.items():
                status, verdict = call(f"{self.public}/v1/verify", {"text": text})
                assert status in {200, TOO_MANY}
                if status == TOO_MANY:
                    break
                outcomes.append(str(verdict["outcome"]))
                assert text not in known or outcomes[-1] == "REVOKED"
        return heard


@pytest.mark.covers("SC-11", "SC-12", "R-VER-1", "R-VER-2", "R-VER-3", "R-REV-4")
def test_nobody_hears_that_a_revoked_certificate_holds_while_publications_are_replaced(
    each_home: Path, tmp_path: Path
) -> None:
    with opened(each_home) as office:
        press = Press(office)
        rows = list(press.issue(ADMIN, grant_titles(office, TITLES)))
        press.publish()
        tokens = [press.certificate(row.certificate_no).token for row in rows]
    texts = [to_text(PAGE, token) for token in tokens]
    message = envelope.parse(tokens[-1])
    raised = replace(decode_claims(message.payload), level=411)
    altered = sign1(message.protected, encode_claims(raised), lambda _: message.signature)
    stranger = throwaway_signer()
    foreign = encode_certificate(raised, stranger.alg, stranger.kid, stranger)
    root = each_home / "published/trust/metadata/1.root.json"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        serving(each_home / "published") as server,
        public_window(each_home) as public,
        running("-c", DEVICE, f"{server.url}/trust", tmp_path / "device", root, *texts, **pipes) as device,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        asking = Asking(public, texts, to_text(PAGE, altered), to_text(PAGE, foreign))
        assert _said(device) == "ready"
        rounds = [clients.submit(asking.run, n) for n in range(CLIENTS)]
        seen = _revoked_one_by_one(each_home, [str(row.title_id) for row in rows], asking, device)
        heard = [one.result() for one in rounds]

    assert seen[-1] == ["REVOKED"] * TITLES
    for outcomes in (*zip(*seen, strict=True), *(client[text] for client in heard for text in texts)):
        assert list(outcomes) == sorted(outcomes, key=["VALID_AS_OF", "REVOKED"].index)
    assert {one for client in heard for one in client[asking.altered]} == {"FORGED"}
    assert {one for client in heard for one in client[asking.foreign]} == {"UNTRUSTED_ISSUER"}


def _revoked_one_by_one(
    home: Path, titles: list[str], asking: Asking, device: subprocess.Popen[str]
) -> list[list[str]]:
    """While another process revokes and publishes, the device fetches what there is; what it then says of each."""
    seen = []
    try:
        with running("-c", REVOKER, home, *titles, stdout=subprocess.PIPE) as revoker:
            for title in titles:
                _go(device)
                assert _said(revoker) == title
                asking.told_revoked.append(asking.texts[titles.index(title)])
                seen.append(_said(device).split())
        _go(device)
        seen.append(_said(device).split())
    finally:
        asking.stop.set()
    return seen


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
