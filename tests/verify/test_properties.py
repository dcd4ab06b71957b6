"""Whatever is presented, there is a verdict; whatever is changed, it is not the same certificate any more."""

import base64
import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors import demo, ordinary
from verify import Outcome, TrustSnapshot, decide, envelope, qr
from verify.certificate import decode_claims, encode_claims
from verify.errors import MalformedTrust, Refused
from verify.status import decode_history, decode_integrity, decode_status_list, unpack

TRUST = TrustSnapshot.from_targets(ordinary.ORDINARY)
TOKEN = demo.token()
TEXT = qr.to_text("https://zc.example.cn/v", TOKEN)
GOOD = decide(TOKEN, TRUST, demo.AT)
MESSAGE = envelope.parse(TOKEN)
PUBLICATIONS = [envelope.parse(data) for name, data in ordinary.ORDINARY.items() if not name.endswith(".json")]

# Loaded machines miss deadlines; the number of examples is what bounds the time.
thorough = settings(deadline=None, max_examples=150)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=80) | st.text(max_size=20)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(-70_000, 70_000) | st.text(max_size=12), inner, max_size=5)
    ),
    max_leaves=20,
)
cbor = trees.map(cbor2.dumps) | st.binary(max_size=300)
aware = st.datetimes(timezones=st.just(UTC))


def is_answered(presented: str | bytes, at: datetime = demo.AT) -> None:
    verdict = decide(presented, TRUST, at)
    assert verdict.outcome in Outcome
    assert verdict.to_dict()["outcome"] == verdict.outcome.value


@thorough
@given(st.binary(max_size=1200))
def test_any_bytes_get_a_verdict(presented: bytes) -> None:
    is_answered(presented)


@thorough
@given(
    st.text(max_size=400)
    | st.text(alphabet=string.printable, max_size=400)
    | st.from_regex(r"https://h/v#[0-9]{1,600}")
)
def test_any_text_gets_a_verdict(presented: str) -> None:
    is_answered(presented)


@thorough
@given(st.tuples(cbor, cbor, cbor, cbor))
def test_any_four_parts_under_the_tag_get_a_verdict(parts: tuple[bytes, bytes, bytes, bytes]) -> None:
    protected, unprotected, payload, signature = parts
    is_answered(b"\xd2\x84" + cbor2.dumps(protected) + unprotected + cbor2.dumps(payload) + cbor2.dumps(signature))


@thorough
@given(cbor)
def test_any_payload_that_the_right_key_signed_gets_a_verdict(payload: bytes) -> None:
    is_answered(envelope.sign1(MESSAGE.protected, payload, demo.CERTIFICATE_KEY.sign))


@thorough
@given(aware)
def test_any_instant_gets_a_verdict(at: datetime) -> None:
    is_answered(TOKEN, at)


@thorough
@given(cbor)
@pytest.mark.parametrize("decode", [decode_claims, unpack, envelope.parse])
def test_a_decoder_of_bytes_refuses_and_never_fails(decode: Callable[[bytes], object], data: bytes) -> None:
    try:
        decode(data)
    except Refused:
        return


@thorough
@given(st.text(max_size=60), st.sampled_from(qr.Form))
def test_a_decoder_of_text_refuses_and_never_fails(text: str, form: qr.Form) -> None:
    try:
        qr.from_base45(text)
        if form.value.fullmatch(text):
            qr.unwrap(text, form)
    except Refused:
        return


@thorough
@given(st.binary(max_size=1024))
def test_any_token_survives_every_form_of_text(token: bytes) -> None:
    base64url = base64.urlsafe_b64encode(token).rstrip(b"=").decode()
    assert qr.unwrap(qr.to_text("https://h/v", token), qr.Form.URL) == token
    assert qr.unwrap(base64url, qr.Form.BASE64URL) == token
    assert qr.unwrap(qr.to_base45(token), qr.Form.BASE45) == token


@thorough
@given(st.sampled_from(PUBLICATIONS), cbor)
@pytest.mark.parametrize("decode", [decode_status_list, decode_integrity, decode_history])
def test_a_reader_of_publications_refuses_and_never_fails(
    decode: Callable[[envelope.Sign1], object], message: envelope.Sign1, payload: bytes
) -> None:
    try:
        decode(message._replace(payload=payload))
    except Refused:
        return


json_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@thorough
@given(st.sampled_from(sorted(demo.CERTIFICATE_KEY.entry("certificate"))), json_trees)
def test_any_value_in_a_keys_entry_is_read_or_left_out(field: str, value: Any) -> None:
    entries = [demo.CERTIFICATE_KEY.entry("certificate") | {field: value}, demo.STATUS_KEY.entry("status")]
    trust = TrustSnapshot.from_targets(demo.trust(demo.home(entries)))
    assert decide(TOKEN, trust, demo.AT).outcome in {
        Outcome.VALID_AS_OF, Outcome.UNTRUSTED_ISSUER, Outcome.FORGED
    }  # fmt: skip


@thorough
@given(st.sampled_from(sorted(demo.home())), json_trees)
def test_any_value_in_an_issuers_entry_is_read_or_refused(field: str, value: Any) -> None:
    try:
        trust = TrustSnapshot.from_targets(
            demo.trust(demo.home(**{field: value}) if field != "keys" else demo.home(value))
        )
    except MalformedTrust:
        return
    assert decide(TOKEN, trust, demo.AT).outcome is not Outcome.MALFORMED


@thorough
@given(st.sampled_from(["codes.json", "issuers.json", "status/1.cwt", "integrity.cbor", "history.cbor"]), cbor)
def test_any_bytes_as_a_target_are_read_left_out_or_refused(name: str, data: bytes) -> None:
    try:
        trust = TrustSnapshot.from_targets(ordinary.ORDINARY | {name: data})
    except MalformedTrust:
        assert name == "issuers.json"
        return
    assert [problem.partition(":")[0] for problem in trust.problems] == [name]
    if name == "status/1.cwt":
        assert decide(TOKEN, trust, demo.AT).outcome is Outcome.STALE


def _changes(size: int) -> st.SearchStrategy[tuple[int, int, int]]:
    return st.tuples(st.integers(0, size - 1), st.integers(0, 2), st.integers(0, 255))


def _changed(data: bytes, change: tuple[int, int, int]) -> bytes:
    """Replace, insert or delete one byte."""
    position, kind, byte = change
    return data[:position] + (b"" if kind == 2 else bytes([byte])) + data[position + (kind != 1) :]


@settings(deadline=None, max_examples=800)
@given(st.lists(_changes(len(TOKEN)), min_size=1, max_size=3))
def test_a_changed_token_is_never_valid_with_other_content(changes: list[tuple[int, int, int]]) -> None:
    mutant = TOKEN
    for change in changes:
        mutant = _changed(mutant, change)
    verdict = decide(mutant, TRUST, demo.AT)
    assert verdict.outcome is not Outcome.VALID_AS_OF or verdict == GOOD


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from("0123456789"))
def test_a_changed_digit_is_never_valid(position: int, digit: str) -> None:
    mutant = TEXT[:position] + digit + TEXT[position + 1 :]
    verdict = decide(mutant, TRUST, demo.AT)
    same = mutant.partition("#")[2] == TEXT.partition("#")[2] and "#" in mutant
    assert verdict.outcome is not Outcome.VALID_AS_OF or same


@settings(deadline=None, max_examples=200)
@given(_changes(len(MESSAGE.payload)))
def test_changed_claims_under_the_right_signature_read_as_exactly_what_they_say(change: tuple[int, int, int]) -> None:
    """Whatever a reader accepts, a writer writes the same way: two readings of one payload cannot exist."""
    payload = _changed(MESSAGE.payload, change)
    try:
        claims = decode_claims(payload)
    except Refused:
        return
    assert encode_claims(claims) == payload
