"""The published files as the window serves them: exact bytes, conditional, cacheable, open to every origin."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.published import STATUS_PREFIX, Published
from verify import TrustSnapshot
from verify.status import HistoryOutcome, Status
from verify.sync import refresh


def published(world: Published, folder: str) -> list[Path]:
    return sorted(path for path in (world.folder / "trust" / folder).rglob("*") if path.is_file())


def test_every_published_file_is_served_as_it_stands(window: TestClient, world: Published) -> None:
    world.publish()
    kinds = {".json": "application/json", ".cwt": "application/statuslist+cwt", ".cbor": "application/cbor"}
    paths = [*published(world, "metadata"), *published(world, "targets")]
    assert len(paths) > 10
    for path in paths:
        answer = window.get(f"/trust/{path.relative_to(world.folder / 'trust').as_posix()}")
        assert answer.status_code == 200, path
        assert answer.content == path.read_bytes()
        assert answer.headers["content-type"] == kinds[path.suffix]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        moves = path.name == "timestamp.json"
        assert ("immutable" in answer.headers["cache-control"]) is not moves
        assert ("max-age=30" in answer.headers["cache-control"]) is moves


def test_a_caller_who_has_the_file_gets_304_and_no_body(window: TestClient, world: Published) -> None:
    first = window.get("/trust/metadata/timestamp.json")
    etag = first.headers["etag"]
    assert etag == f'"{hashlib.sha256(first.content).hexdigest()}"'
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = window.get("/trust/metadata/timestamp.json", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert window.get("/trust/metadata/timestamp.json", headers={"If-None-Match": '"other"'}).status_code == 200
    world.publish()
    assert window.get("/trust/metadata/timestamp.json", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "metadata/../../lookup.sqlite",
        "metadata/..%2f..%2flookup.sqlite",
        "metadata/%2e%2e/%2e%2e/lookup.sqlite",
        "targets/..%2f..%2flookup.sqlite",
        "targets/%2fetc%2fpasswd",
        "targets//etc/passwd",
        "targets/status/../../../lookup.sqlite",
        "targets/status",
        "metadata/",
        "metadata/timestamp.json%00",
        "metadata/timestamp.json%0a",
        "metadata/0.root.json",
        "metadata/2.root.json",
        "metadata/.lock",
        "targets/issuers.json",
        "targets/" + "0" * 64 + ".issuers.json",
        ".lock",
    ],
)
def test_nothing_else_can_be_fetched(window: TestClient, path: str) -> None:
    answer = window.get(f"/trust/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_standard_client_syncs_from_what_the_window_serves(
    window: TestClient, world: Published, tmp_path: Path
) -> None:
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    mirror = tmp_path / "mirror"
    for folder in ("metadata", "targets"):
        for path in published(world, folder):
            place = mirror / path.relative_to(world.folder / "trust")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(window.get(f"/trust/{place.relative_to(mirror).as_posix()}").content)
    synced: TrustSnapshot = refresh(mirror, tmp_path / "client", root=world.root.read_bytes())
    assert synced.status_of(f"{STATUS_PREFIX}1", 5).status is Status.INVALID


def test_a_status_list_stands_at_its_own_uri_and_moves_with_each_publication(
    window: TestClient, world: Published
) -> None:
    first = window.get("/s/1")
    assert first.headers["content-type"] == "application/statuslist+cwt"
    assert first.headers["access-control-allow-origin"] == "*"
    assert target(world, "status/1.cwt") == first.content
    world.publish({1: {5: (Status.INVALID, HistoryOutcome.REVOKED)}})
    again = window.get("/s/1")
    assert again.content != first.content
    assert target(world, "status/1.cwt") == again.content
    for name in ("integrity", "history"):
        assert window.get(f"/s/{name}").content == target(world, f"{name}.cbor")
    for name in ("2", "0", "01", "1.cwt", "issuers", "%2e%2e%2fissuers.json"):
        assert window.get(f"/s/{name}").status_code == 404


def test_a_file_that_no_longer_fits_its_name_is_not_served(window: TestClient, world: Published) -> None:
    path = place_of(world, "status/1.cwt")
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    for address in ("/s/1", f"/trust/targets/status/{path.name}"):
        answer = window.get(address)
        assert (answer.status_code, answer.json()["code"]) == (503, "published_damaged")


def test_head_answers_like_get_without_a_body(window: TestClient) -> None:
    for path in ("/trust/metadata/timestamp.json", "/s/1", "/v", "/healthz"):
        head, get = window.head(path), window.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(get.content)) or "gzip" in get.headers["content-encoding"]


def target(world: Published, name: str) -> bytes:
    return place_of(world, name).read_bytes()


def place_of(world: Published, name: str) -> Path:
    metadata = world.folder / "trust" / "metadata"

    def signed(file: str) -> Any:
        return json.loads((metadata / file).read_bytes())["signed"]

    snapshot = signed(f"{signed('timestamp.json')['meta']['snapshot.json']['version']}.snapshot.json")
    described = signed(f"{snapshot['meta']['status.json']['version']}.status.json")["targets"][name]
    folder, slash, base = name.rpartition("/")
    return world.folder / "trust" / "targets" / f"{folder}{slash}{described['hashes']['sha256']}.{base}"


def test_the_look_up_file_is_never_served(window: TestClient, world: Published) -> None:
    world.list_number(1)
    for path in ("/lookup.sqlite", "/trust/lookup.sqlite", "/published/lookup.sqlite"):
        assert window.get(path).status_code == 404
