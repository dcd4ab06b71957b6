"""Liars with bearer tokens. The liars and the honest reader are a JOSE library, not our own code."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey
from securesystemslib.signer import CryptoSigner

from keys.errors import (
    TokenAlgorithm,
    TokenExpired,
    TokenForged,
    TokenMalformed,
    TokenNotYetValid,
    TokenRefused,
    TokenTooLong,
    TokenUnknownKey,
)
from keys.roles import Role
from keys.strongroom import Strongroom
from keys.tokens import MAX_TOKEN_CHARACTERS, Claims, TokenSigner
from tests.keys.conftest import NOW

IN_AN_HOUR = NOW + timedelta(hours=1)
UNIT = "11990000000000019A"


@pytest.fixture(scope="module")
def tokens(strongroom: Strongroom) -> TokenSigner:
    return TokenSigner(strongroom)


@pytest.fixture(scope="module")
def token(tokens: TokenSigner) -> str:
    return tokens.issue("clerk-张", ["reviewer", "approver"], UNIT, IN_AN_HOUR, now=NOW)


@pytest.fixture(scope="module")
def our_key(strongroom: Strongroom) -> ECKey:
    """The real private key in a foreign library: what a thief of the strongroom could do, and what an oracle needs."""
    signer = strongroom.tuf_signer(Role.TOKEN)
    assert isinstance(signer, CryptoSigner)
    return ECKey.import_key(signer.private_bytes)


def parts(token: str) -> list[Any]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def encode(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def sign(header: dict[str, Any], claims: dict[str, Any], key: ECKey) -> str:
    return jws.serialize_compact(header, json.dumps(claims).encode(), key)


def test_a_token_says_who_with_which_roles_for_which_unit(tokens: TokenSigner, token: str) -> None:
    claims = tokens.verify(token, NOW)
    assert claims == Claims(
        subject="clerk-张",
        roles=("approver", "reviewer"),
        unit=UNIT,
        token_id=claims.token_id,
        issued_at=NOW.replace(microsecond=0),
        expires_at=IN_AN_HOUR.replace(microsecond=0),
    )
    assert tokens.verify(tokens.issue("a", [], None, IN_AN_HOUR, now=NOW), NOW).unit is None


def test_two_tokens_of_one_clerk_can_be_told_apart(tokens: TokenSigner, token: str) -> None:
    again = tokens.issue("clerk-张", ["reviewer", "approver"], UNIT, IN_AN_HOUR, now=NOW)
    assert tokens.verify(again, NOW).token_id != tokens.verify(token, NOW).token_id


def test_a_jose_library_reads_our_token(token: str, our_key: ECKey) -> None:
    found = jwt.decode(token, our_key, algorithms=["ES256"])
    assert found.header["alg"] == "ES256"
    assert set(found.claims) == {"sub", "roles", "unit", "iat", "exp", "jti"}


def test_an_ed25519_token_is_verified_too(tmp_path: Any) -> None:
    passphrase = b"another long passphrase"
    made = Strongroom.create(tmp_path / "keys", passphrase, now=NOW, algorithms={Role.TOKEN: "Ed25519"})
    tokens = TokenSigner(made)
    token = tokens.issue("a", ["x"], None, IN_AN_HOUR, now=NOW)
    assert parts(token)[0]["alg"] == "Ed25519"
    assert tokens.verify(token, NOW).roles == ("x",)
    with pytest.raises(TokenForged):
        tokens.verify(token[:-4] + "AAAA", NOW)


def test_a_token_ends_at_its_second(tokens: TokenSigner, token: str) -> None:
    end = IN_AN_HOUR.replace(microsecond=0)
    assert tokens.verify(token, end - timedelta(microseconds=1)).subject == "clerk-张"
    with pytest.raises(TokenExpired):
        tokens.verify(token, end)


def test_a_token_from_the_future_is_refused_beyond_a_minute(tokens: TokenSigner, token: str) -> None:
    issued = NOW.replace(microsecond=0)
    assert tokens.verify(token, issued - timedelta(seconds=60)).issued_at == issued
    with pytest.raises(TokenNotYetValid):
        tokens.verify(token, issued - timedelta(seconds=61))


def test_the_liar_who_wants_no_signature_is_refused(tokens: TokenSigner, token: str) -> None:
    header, claims = parts(token)
    for alg in ("none", "None", "NONE", ""):
        for signature in ("", token.split(".")[2]):
            with pytest.raises(TokenAlgorithm):
                tokens.verify(f"{encode({**header, 'alg': alg})}.{encode(claims)}.{signature}", NOW)


def test_the_liar_who_signs_with_our_public_key_as_a_password_is_refused(
    tokens: TokenSigner, token: str, strongroom: Strongroom
) -> None:
    public_key = strongroom.public_key(Role.TOKEN)
    for password in (
        public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ):
        header, claims = parts(token)
        signed = f"{encode({**header, 'alg': 'HS256'})}.{encode(claims)}"
        signature = base64.urlsafe_b64encode(hmac.digest(password, signed.encode(), "sha256")).rstrip(b"=").decode()
        with pytest.raises(TokenAlgorithm):
            tokens.verify(f"{signed}.{signature}", NOW)


def test_the_liar_with_a_key_of_their_own_is_refused(tokens: TokenSigner, token: str) -> None:
    own = generate_private_key(SECP256R1())
    key = ECKey.import_key(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    header, claims = parts(token)
    with pytest.raises(TokenForged):
        tokens.verify(sign(header, claims, key), NOW)
    with pytest.raises(TokenUnknownKey):
        tokens.verify(sign({**header, "kid": "0" * 16}, claims, key), NOW)
    embedded = {**header, "jwk": key.as_dict(private=False)}
    with pytest.raises(TokenMalformed):
        tokens.verify(f"{encode(embedded)}.{encode(claims)}.{token.split('.')[2]}", NOW)


def test_the_liar_who_promotes_themselves_is_refused(tokens: TokenSigner, token: str) -> None:
    header, claims = parts(token)
    for better in ({"roles": ["administrator"]}, {"sub": "director"}, {"exp": claims["exp"] + 9}, {"jti": "x"}):
        with pytest.raises(TokenForged):
            tokens.verify(f"{encode(header)}.{encode({**claims, **better})}.{token.split('.')[2]}", NOW)


def test_another_spelling_of_the_same_header_is_refused(tokens: TokenSigner, token: str) -> None:
    header, _ = parts(token)
    _, claims, signature = token.split(".")
    other_order = encode(dict(reversed(header.items())))
    with pytest.raises(TokenMalformed):
        tokens.verify(f"{other_order}.{claims}.{signature}", NOW)


def test_another_spelling_of_the_same_signature_is_refused(tokens: TokenSigner, token: str) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(token[-1])
    with pytest.raises(TokenMalformed):
        tokens.verify(token[:-1] + alphabet[last | 1], NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: {key: value for key, value in claims.items() if key != "exp"},
        lambda claims: {**claims, "exp": "never"},
        lambda claims: {**claims, "exp": 10**18},
        lambda claims: {**claims, "exp": None},
        lambda claims: {**claims, "iat": 1.5},
        lambda claims: {**claims, "roles": "administrator"},
        lambda claims: {**claims, "roles": ["a", 1]},
        lambda claims: {**claims, "admin": True},
        lambda claims: {**claims, "unit": 7},
        lambda _: {},
    ],
)
def test_claims_we_never_write_are_refused_even_when_signed(
    tokens: TokenSigner, token: str, our_key: ECKey, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    header, claims = parts(token)
    assert tokens.verify(sign(header, claims, our_key), NOW).subject == "clerk-张"
    with pytest.raises(TokenMalformed):
        tokens.verify(sign(header, change(claims), our_key), NOW)


@pytest.mark.parametrize("text", ["", ".", "..", "...", "a.b", "a.b.c.d", "张.三.李", "{}.{}.{}", "W10.W10.W10"])
def test_what_is_no_token_is_malformed(tokens: TokenSigner, text: str) -> None:
    with pytest.raises(TokenMalformed):
        tokens.verify(text, NOW)


def test_an_oversized_token_is_refused_before_it_is_read(tokens: TokenSigner, token: str) -> None:
    with pytest.raises(TokenTooLong):
        tokens.verify(token + "A" * MAX_TOKEN_CHARACTERS, NOW)
    with pytest.raises(TokenTooLong):
        tokens.issue("x" * MAX_TOKEN_CHARACTERS, [], None, IN_AN_HOUR, now=NOW)


@given(text=st.text(max_size=400), place=st.integers(0, 300))
def test_no_text_gets_through_and_none_is_answered_by_anything_but_a_refusal(
    tokens: TokenSigner, token: str, text: str, place: int
) -> None:
    for liar in (text, token[:place] + text + token[place + len(text) :], token.partition(".")[0] + "." + text):
        if liar != token:
            with pytest.raises(TokenRefused):
                tokens.verify(liar, NOW)


def test_an_impossible_now_is_not_hidden(tokens: TokenSigner, token: str) -> None:
    with pytest.raises(TypeError):
        tokens.verify(token, datetime(2022, 12, 1))  # noqa: DTZ001 - a naive instant is a programming error
