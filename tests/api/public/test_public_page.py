"""The verification page as it is served."""

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.public.page_files import MEDIA_TYPES, PAGE, PageIncompleteError, load_page, takes_gzip
from tests.api.public.conftest import Open
from tests.support.published import Published


def test_the_front_leads_to_the_page_and_both_its_addresses_show_it(window: TestClient) -> None:
    front = window.get("/")
    assert (front.status_code, front.headers["location"]) == (307, "/v")
    index = (PAGE / "index.html").read_bytes()
    for path in ("/v", "/v/"):
        assert window.get(path).content == index
        assert window.get(path).headers["content-type"] == "text/html; charset=utf-8"


def test_every_part_of_the_page_is_served_with_its_media_type_and_the_strict_policy(window: TestClient) -> None:
    parts = [path for path in PAGE.rglob("*") if path.suffix in MEDIA_TYPES]
    names = [path.relative_to(PAGE).as_posix() for path in parts]
    for name in [*names, "words.json", "vendor/qr-decode.js", "vendor/index.js"]:
        answer = window.get(f"/v/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"] == MEDIA_TYPES[Path(name).suffix]
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; ")
        assert "unsafe" not in policy
        assert answer.headers["permissions-policy"].startswith("camera=(self)")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert window.get("/v/words.json").content == Path("verify/words.json").read_bytes()


def test_a_part_travels_compressed_and_once(window: TestClient) -> None:
    plain = window.get("/v/style.css", headers={"Accept-Encoding": "identity"})
    with window.stream("GET", "/v/style.css", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content)
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    again = window.get("/v/style.css", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("", False),
        ("x-gzipper", False),
    ],
)
def test_only_who_takes_gzip_is_given_it(accepted: str, packed: bool) -> None:
    assert takes_gzip(accepted) is packed


def test_the_pages_service_worker_may_also_serve_the_address_in_the_qr_code(window: TestClient) -> None:
    assert window.get("/v/sw.js").headers["service-worker-allowed"] == "/v"


@pytest.mark.parametrize("name", ["nothing.js", "../app.py", "%2e%2e/app.py", "verify", "README.md", "index.html/"])
def test_nothing_beside_the_page_is_served(window: TestClient, name: str) -> None:
    assert window.get(f"/v/{name}").status_code == 404


def test_a_part_that_is_missing_keeps_the_window_from_starting_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify" / "words.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PageIncompleteError, match="make setup"):
        load_page(tmp_path)


def test_only_a_window_behind_https_tells_browsers_to_insist_on_it(open_window: Open, world: Published) -> None:
    assert "strict-transport-security" not in open_window(world).get("/v").headers
    secure = open_window(world, https=True)
    assert "max-age=31536000" in secure.get("/v").headers["strict-transport-security"]
