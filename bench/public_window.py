"""`POST /v1/verify` on one worker against a bare endpoint with one signature check; the client has its own process."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.offices import ISSUING, empty_folder, office_with_titles
from bench.row import Row
from bench.servers import OK, Server, public_window, serving
from registry.press import Press

ROUNDS = 9
SECONDS = 1.5
SHARE = 0.75


def run() -> list[Row]:
    """Both servers run; the client asks them in turns."""
    with empty_folder() as folder:
        with office_with_titles(folder, 50) as (office, titles):
            press = Press(office)
            (*_, last) = press.issue(ISSUING, titles)
            press.publish()
            body = {"text": press.certificate(last.certificate_no).qr_text}
            settings = office.rooms.settings
        (folder / "body.json").write_text(json.dumps(body), "ascii")
        with public_window(settings, folder) as window, serving("bench.bare:create_app", folder / "bare.log") as bare:
            window.wait_until_good("/readyz")
            bare.wait_until_good("/openapi.json")
            status, verdict = window.ask("POST", "/v1/verify", body)
            assert (status, verdict["outcome"]) == (OK, "VALID_AS_OF"), verdict
            rates: dict[int, list[dict[str, float]]] = {window.port: [], bare.port: []}
            for server in (window, bare):
                asked(server, folder / "body.json")
            for _ in range(ROUNDS):
                for server in (window, bare):
                    rates[server.port].append(asked(server, folder / "body.json"))
            memory = window.memory_mb("VmHWM")
    ours, theirs = ([one["rate"] for one in rates[server.port]] for server in (window, bare))
    waits = median(one["p99"] for one in rates[window.port])
    share = median(our / their for our, their in zip(ours, theirs, strict=True))
    return [
        Row(
            "POST /v1/verify, one worker, 16 connections",
            f"{median(ours):,.0f}/s, {share:.0%}; p99 {waits * 1000:.0f} ms",
            f"bare FastAPI endpoint with one P-256 check, {median(theirs):,.0f}/s",
            f"at least {SHARE:.0%} of its rate",
            share >= SHARE,
            memory,
        )
    ]


def asked(server: Server, body: Path) -> dict[str, float]:
    """What the client counted in one round."""
    command = [sys.executable, "-m", "bench.client", str(server.port), str(body), str(SECONDS)]
    counted: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    assert counted["bad"] == 0, counted
    return counted
