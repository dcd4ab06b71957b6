"""The page's decision, in a real Chromium, judged by the same vectors as the Python one, and by the Python one."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page

from keys.strongroom import Strongroom
from tests.support.browser import chromium
from tests.support.page_server import served
from tests.support.published import PASSPHRASE, Published
from tests.support.tree import ROOT
from verify import TrustSnapshot, decide, labels, limits

FILES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/vectors").glob("*.json"))
}
CASES = [(stem, place) for stem, file in FILES.items() for place in range(len(file["cases"]))]

DECIDE_ALL = """async ({ trust, cases }) => {
  const { decide, DEFAULT_POLICY } = await import("/v/verify/decision.js");
  const { TrustSnapshot } = await import("/v/verify/trust.js");
  const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const targets = Object.fromEntries(Object.entries(trust).map(([name, base64]) => [name, bytes(base64)]));
  const snapshot = await TrustSnapshot.fromTargets(targets);
  const verdicts = [];
  for (const { presented, presented_b64, at, policy = {} } of cases) {
    verdicts.push(await decide(presented ?? bytes(presented_b64), snapshot, new Date(at), {
      maxAge: policy.max_age_days === undefined ? DEFAULT_POLICY.maxAge : policy.max_age_days * 86400,
      skew: policy.skew_seconds ?? DEFAULT_POLICY.skew,
    }));
  }
  return { verdicts, problems: snapshot.problems.length };
}"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("page-vectors")
    return Published(home / "published", Strongroom.create(home / "keys", PASSPHRASE, now=datetime.now(UTC)))


@pytest.fixture(scope="module")
def page(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    state = tmp_path_factory.mktemp("page-state")
    with served(published.folder, published.root, state) as address, chromium() as browser:
        opened = browser.new_page()
        opened.goto(f"{address}/v")
        yield opened


@pytest.fixture(scope="module")
def answers(page: Page) -> dict[str, Any]:
    return {stem: page.evaluate(DECIDE_ALL, file) for stem, file in FILES.items()}


@pytest.mark.parametrize(
    ("stem", "place"), CASES, ids=[f"{stem}: {FILES[stem]['cases'][n]['name']}" for stem, n in CASES]
)
def test_the_page_gives_the_verdict_of_the_vector(answers: dict[str, Any], stem: str, place: int) -> None:
    assert answers[stem]["verdicts"][place] == FILES[stem]["cases"][place]["expect"]


@pytest.mark.parametrize("stem", FILES)
def test_the_page_leaves_out_of_trust_as_much_as_the_vector_says(answers: dict[str, Any], stem: str) -> None:
    assert answers[stem]["problems"] == len(FILES[stem]["problems"])


def test_whatever_byte_is_changed_the_page_answers_as_the_python_verifier(page: Page, published: Published) -> None:
    token = published.token(1)
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    presented = [
        bytes([*token[:place], token[place] ^ change, *token[place + 1 :]])
        for place in range(len(token))
        for change in (0x01, 0x20, 0xFF)
    ]
    presented += [token[:length] for length in range(len(token))] + [token + b"\x00"]
    targets = targets_of(published.folder)
    trust = TrustSnapshot.from_targets(targets)
    answered = page.evaluate(
        DECIDE_ALL,
        {
            "trust": {name: encoded(data) for name, data in targets.items()},
            "cases": [{"presented_b64": encoded(data), "at": at.isoformat()} for data in presented],
        },
    )
    assert answered["verdicts"] == [decide(data, trust, at).to_dict() for data in presented]


def targets_of(published: Path) -> dict[str, bytes]:
    """The targets that the newest metadata name, without the client's checks."""
    metadata = published / "trust" / "metadata"
    targets = {}
    for role in ("targets", "status"):
        newest = max(metadata.glob(f"*.{role}.json"), key=lambda path: int(path.name.partition(".")[0]))
        for name, entry in json.loads(newest.read_bytes())["signed"]["targets"].items():
            folder, slash, base = name.rpartition("/")
            targets[name] = (
                published / "trust/targets" / f"{folder}{slash}{entry['hashes']['sha256']}.{base}"
            ).read_bytes()
    return targets


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(("script", "module"), [("limits", limits), ("labels", labels)])
def test_the_page_has_the_numbers_of_the_python_verifier(page: Page, script: str, module: ModuleType) -> None:
    numbers = page.evaluate(
        """async (script) => Object.fromEntries(Object.entries(await import(`/v/verify/${script}.js`))
          .filter(([, value]) => typeof value !== "object"))""",
        script,
    )
    assert numbers
    assert numbers == {name: getattr(module, name) for name in numbers}
