"""Pictures and PDF files at the window: codes are found, hostile files are refused, and nothing hangs or falls over."""

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import segno
from fastapi.testclient import TestClient
from PIL import Image

from api.public.limits import MAX_FILE_BYTES
from tests.api.public.conftest import Open
from tests.support.published import HOLDER, Published
from verify.status import HistoryOutcome, Status


def png(*texts: str) -> bytes:
    codes = []
    for text in texts:
        file = io.BytesIO()
        segno.make(text, error="m").save(file, kind="png", scale=5, border=6)
        codes.append(Image.open(file).convert("L"))
    sheet = Image.new("L", (sum(code.width for code in codes), max(code.height for code in codes)), 255)
    left = 0
    for code in codes:
        sheet.paste(code, (left, 0))
        left += code.width
    return saved(sheet, "PNG")


def saved(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def send(window: TestClient, file: bytes, name: str = "certificate.png") -> Any:
    return window.post("/v1/verify", files={"file": (name, file)})


def refusal(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def test_a_picture_is_answered_with_a_list_of_verdicts(window: TestClient, world: Published) -> None:
    answer = send(window, png(world.qr_text(1)))
    assert answer.status_code == 200
    (verdict,) = answer.json()["verdicts"]
    assert verdict["outcome"] == "VALID_AS_OF"
    assert verdict["certificate"]["holder_name"] == HOLDER
    assert verdict["source"] == "file"


def test_every_code_of_a_picture_gets_its_own_verdict(window: TestClient, world: Published) -> None:
    world.publish({1: {7: (Status.INVALID, HistoryOutcome.REVOKED)}})
    answer = send(window, png(world.qr_text(1), world.qr_text(2, index=7), "https://example.cn/"))
    assert sorted(verdict["outcome"] for verdict in answer.json()["verdicts"]) == [
        "MALFORMED",
        "REVOKED",
        "VALID_AS_OF",
    ]


def test_a_pdf_is_read_like_paper(window: TestClient, world: Published) -> None:
    picture = Image.open(io.BytesIO(png(world.qr_text(1))))
    answer = send(window, saved(picture.convert("RGB"), "PDF"), "certificate.pdf")
    assert [verdict["outcome"] for verdict in answer.json()["verdicts"]] == ["VALID_AS_OF"]


def test_a_picture_without_a_code_says_so(window: TestClient) -> None:
    assert refusal(send(window, saved(Image.new("L", (64, 64), 255), "PNG"))) == (422, "file_without_code")


def test_what_is_no_picture_or_cut_short_is_unreadable(window: TestClient, world: Published) -> None:
    whole = png(world.qr_text(1))
    for file in (b"", b"hello", b"\x00" * 1000, whole[: len(whole) // 2], b"%PDF-1.7\n", b"GIF89a"):
        assert refusal(send(window, file)) == (422, "file_unreadable")


def test_a_picture_bomb_is_refused_before_it_unpacks(window: TestClient) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 20_000_000, 9)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert refusal(send(window, bomb)) == (422, "file_too_detailed")


def test_a_pdf_whose_pages_go_round_in_a_circle_is_answered(window: TestClient) -> None:
    circle = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R 3 0 R]/Parent 3 0 R>>endobj\n"
        b"3 0 obj<</Type/Pages/Count 1000000/Kids[2 0 R]/Parent 2 0 R>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
    status, code = refusal(send(window, circle, "circle.pdf"))
    assert (status, code.partition("_")[0]) == (422, "file")


def test_a_file_of_five_mebibytes_is_taken_and_one_byte_more_is_not(window: TestClient, world: Published) -> None:
    picture = png(world.qr_text(1))
    full = picture + b"\x00" * (MAX_FILE_BYTES - len(picture))
    assert send(window, full).status_code == 200
    assert refusal(send(window, full + b"\x00")) == (413, "body_too_large")
    assert refusal(send(window, full * 2)) == (413, "body_too_large")


def test_a_file_that_takes_too_long_is_given_up_and_its_worker_ended(open_window: Open, world: Published) -> None:
    window = open_window(world, scan_seconds=0.001)
    assert refusal(send(window, png(world.qr_text(1)))) == (422, "file_too_slow")


def test_a_worker_without_enough_memory_dies_alone(open_window: Open, world: Published) -> None:
    window = open_window(world, scan_memory_bytes=1 << 28)
    large = saved(Image.effect_noise((7000, 7000), 1), "JPEG")
    status, _ = refusal(send(window, large))
    assert status == 422
    assert window.get("/healthz").status_code == 200


def test_more_files_than_may_wait_are_told_to_come_back(open_window: Open, world: Published) -> None:
    window = open_window(world, scan_workers=1, scan_queue=1)
    file = png(world.qr_text(1))
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda _: send(window, file), range(6)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 1 <= len(refused) < len(answers)
    assert {refusal(answer) for answer in refused} == {(503, "busy")}
    assert all(answer.headers["retry-after"] for answer in refused)
    assert send(window, file).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"files": {"picture": ("a.png", b"x")}}, 422, "invalid_field"),
        ({"files": {"file": ("a.png", b"x"), "other": ("b.png", b"x")}}, 400, "bad_request"),
        ({"files": {"file": (None, b"text")}}, 400, "bad_request"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "bad_request"),
        (
            {"content": b"--b\r\n\x00", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
            400,
            "bad_request",
        ),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 422, "invalid_field"),
    ],
)
def test_a_form_that_is_not_one_file_is_refused(
    window: TestClient, form: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(window.post("/v1/verify", **form)) == (status, code)
