"""SC-11, SC-12: altered codes, foreign keys, look-alike sites, and status of the week before."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from keys.signers import throwaway_signer
from registry import Press
from tests.support.command_line import verify, zhicheng
from tests.support.founded import ADMIN, grant_titles, opened, revoke_title
from tests.support.running import call, public_window
from tests.support.tuf_world import serving
from verify import envelope
from verify.certificate import decode_claims, encode_certificate, encode_claims
from verify.envelope import sign1
from verify.qr import to_text


def _issued(home: Path) -> tuple[UUID, bytes]:
    with opened(home) as office:
        press = Press(office)
        (row,) = press.issue(ADMIN, grant_titles(office, 1))
        press.publish()
        return row.title_id, press.certificate(row.certificate_no).token


@pytest.mark.covers("SC-12", "R-VER-1", "R-VER-3")
def test_an_altered_level_is_forged_and_a_foreign_key_is_no_issuer_and_no_site_is_asked(
    each_home: Path, tmp_path: Path
) -> None:
    home = each_home
    _, token = _issued(home)
    message = envelope.parse(token)
    raised = replace(decode_claims(message.payload), level=411)
    altered = sign1(message.protected, encode_claims(raised), lambda _: message.signature)
    stranger = throwaway_signer()
    foreign = encode_certificate(raised, stranger.alg, stranger.kid, stranger)
    asked: list[str] = []

    class LookAlike(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with ThreadingHTTPServer(("127.0.0.1", 0), LookAlike) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        page = f"http://127.0.0.1:{site.server_address[1]}/v"
        trust = ("--trust", tmp_path / "trust")
        zhicheng(home, "trust", "pack", tmp_path / "a.zcpack")
        root = home / "published/trust/metadata/1.root.json"
        for presented, expected in ((altered, (21, "FORGED")), (foreign, (20, "UNTRUSTED_ISSUER"))):
            text = to_text(page, presented)
            code, verdict = verify(text, *trust, "--root", root, "--pack", tmp_path / "a.zcpack")
            assert (code, verdict["outcome"]) == expected
            assert verdict["certificate"] is None
        site.shutdown()
    assert asked == []


@pytest.mark.covers("SC-11", "R-VER-2")
def test_the_status_of_the_week_before_is_refused_and_a_clock_set_back_does_not_make_it_young(
    each_home: Path, tmp_path: Path
) -> None:
    home = each_home
    title, token = _issued(home)
    text = to_text("https://zc.example.cn/v", token)
    published, before, mirror = home / "published/trust", tmp_path / "before", tmp_path / "mirror/trust"
    shutil.copytree(published, before)
    with opened(home) as office:
        revoke_title(office, title)
        Press(office).publish()
    device, fresh = ("--trust", tmp_path / "device"), ("--trust", tmp_path / "fresh")
    root = ("--root", published / "metadata/1.root.json")

    with serving(mirror.parent) as server:
        address = f"{server.url}/trust"
        shutil.copytree(published, mirror)
        assert verify("sync", address, *device, *root)[0] == 0
        assert verify(text, *device)[1]["outcome"] == "REVOKED"

        # The same address now lies: everything it serves is authentic, and a week old.
        shutil.rmtree(mirror)
        shutil.copytree(before, mirror)
        code, refused = verify("sync", address, *device)
        assert (code, refused["error"]["code"]) == (3, "rolled_back")
        assert verify(text, *device)[1]["outcome"] == "REVOKED"

        # A device that never saw anything else believes it for a week, and by no clock for longer.
        assert verify("sync", address, *fresh, *root)[0] == 0
    assert verify(text, *fresh)[1]["outcome"] == "VALID_AS_OF"
    for day in (-365, 8):
        at = (datetime.now(UTC) + timedelta(days=day)).date()
        assert verify(text, *fresh, "--at", at)[1]["outcome"] == "STALE"
    with public_window(home) as window:
        assert call(f"{window}/v1/verify", {"text": text})[1]["outcome"] == "REVOKED"
