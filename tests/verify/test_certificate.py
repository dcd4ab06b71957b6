from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.vectors import demo
from verify import labels
from verify.certificate import (
    CertificateNumber,
    check_character,
    decode_claims,
    ecert_id,
    encode_certificate,
    encode_claims,
    format_number,
    parse_number,
)
from verify.envelope import parse
from verify.errors import Refused

NUMBERS = {
    "AHZC-2022-05-412-000001-J": CertificateNumber("AHZC", 2022, 5, 412, 1),
    "AHZC-2022-05-411-000002-Y": CertificateNumber("AHZC", 2022, 5, 411, 2),
    "AHZC-2022-05-420-000007-7": CertificateNumber("AHZC", 2022, 5, 420, 7),
}


def test_an_ordinary_certificate_is_at_most_220_bytes() -> None:
    token = demo.token(
        holder_name="张示例", title_name="高级工程师", status_uri="https://zc.example.cn/s/1", status_index=131071
    )
    assert len(token) <= 220


def test_claims_come_back_as_they_were_written() -> None:
    assert decode_claims(encode_claims(demo.CLAIMS)) == demo.CLAIMS


@pytest.mark.covers("R-CERT-2")
@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_reads_and_writes_as_in_the_domain_model(text: str, number: CertificateNumber) -> None:
    assert format_number(*number) == text
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AHZC-2022-05-412-000001-K",
        "AHZC-2022-05-412-000010-J",
        "AHZC-2022-05-411-000001-J",
        "ahzc-2022-05-412-000001-j",
        "AHZC202205412000001J",
        "AHZC-2022-05-412-000001-J ",
        "AHZC-2022-05-412-000001-J\n",
        "AHZC-２０２２-05-412-000001-J",
    ],
)
def test_a_number_with_a_slip_of_the_pen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|check character"):
        parse_number(text)


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_noticed() -> None:
    right = "AHZC202205412000001"
    check = check_character(right)
    wrong = [right[:i] + digit + right[i + 1 :] for i in range(4, 19) for digit in "0123456789" if digit != right[i]]
    wrong += [right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(18) if right[i] != right[i + 1]]
    assert all(check_character(text) != check for text in wrong)


@pytest.mark.parametrize(
    ("version", "identifier"),
    [
        (1, "1.2.156.3005.2.11990000000000019A901.11990000000000019A.AHZC202205412000001.001.I"),
        (2, "1.2.156.3005.2.11990000000000019A901.11990000000000019A.AHZC202205412000001.002.G"),
    ],
)
def test_the_electronic_certificate_identifier_is_that_of_gb_t_36904(version: int, identifier: str) -> None:
    number = NUMBERS["AHZC-2022-05-412-000001-J"]
    assert ecert_id("11990000000000019A901", demo.HOME, number, version) == identifier


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 0},
        {"serial": 1_000_000},
        {"year": 1899},
        {"version": 1000},
        {"holder_name": ""},
        {"holder_name": "名" * 51},
        {"title_name": "名" * 41},
        {"scope": 1},
        {"level": 410},
        {"grant_date": date(2100, 1, 2)},
        {"region": 34},
        {"status_index": 131_072},
        {"signed_at": datetime(1969, 12, 31, tzinfo=UTC)},
        {"signed_at": datetime(2022, 11, 30, 2, 0, 0, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_writer_refuses_what_no_reader_would_accept(change: dict[str, Any]) -> None:
    def sign(_: bytes) -> bytes:
        raise AssertionError("signed before it was checked")

    with pytest.raises(Refused) as refused:
        encode_certificate(replace(demo.CLAIMS, **change), labels.ALG_ES256, bytes(8), sign)
    assert refused.value.code == "claims"


def test_half_a_character_in_a_name_is_refused_by_the_writer() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        demo.token(holder_name="\ud800")


def test_an_instant_in_another_zone_is_written_as_the_same_instant() -> None:
    beijing = demo.SIGNED_AT.astimezone(timezone(timedelta(hours=8)))
    assert demo.token(signed_at=beijing) == demo.token()


@pytest.mark.covers("R-PRIV-2")
def test_no_identity_number_fits_in_any_field() -> None:
    """R-PRIV-2: the profile has no field for one; what a certificate says is this and nothing else."""
    claims = decode_claims(parse(demo.token()).payload)
    assert set(claims.__slots__) == {
        "year", "serial", "version", "holder_name", "title_name", "series", "specialty", "level", "scope",
        "grant_date", "region", "authority", "signed_at", "status_uri", "status_index",
    }  # fmt: skip
