"""Signers: what can sign, reached by a URI; a PKCS#11 token or a cloud KMS can replace a file without other change.

Speaks two dialects of one `securesystemslib` Signer: TUF takes it as it is, COSE takes raw r and s. Knows no role.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, Signature, Signer, SSlibKey

from keys.errors import StrongroomTampered, UnknownSigner
from verify.envelope import PublicKey
from verify.labels import ALG_ED25519, ALG_ES256
from verify.trust import kid_of

PrivateKey: TypeAlias = EllipticCurvePrivateKey | Ed25519PrivateKey

ES256 = "ES256"
ED25519 = "Ed25519"
COSE_ALGORITHMS = {ES256: ALG_ES256, ED25519: ALG_ED25519}
P256_BYTES = 32
_ECDSA = ECDSA(SHA256())
FILE_NAME = re.compile(r"[a-z0-9-]{1,64}\.pem")


class FileSigner(CryptoSigner):
    """A decrypted key file. `CryptoSigner` deep-copies its algorithm every time, a third of the time; this does not."""

    def __init__(self, private_key: PrivateKey, public_key: SSlibKey) -> None:
        super().__init__(private_key, public_key)
        self._key = private_key

    def sign(self, payload: bytes) -> Signature:
        """Signature over `payload`: DER for ES256, raw for Ed25519."""
        key = self._key
        raw = key.sign(payload, _ECDSA) if isinstance(key, EllipticCurvePrivateKey) else key.sign(payload)
        return Signature(self.public_key.keyid, raw.hex())


@dataclass(frozen=True)
class CoseSigner:
    """Called with bytes, gives a 64-byte COSE signature (RFC 9053, 2.1 and 2.2; RFC 9864 for Ed25519)."""

    kid: bytes
    alg: int
    public_key: PublicKey
    spki_der: bytes
    signer: Signer

    def __call__(self, data: bytes) -> bytes:
        """Signature over `data`: r and s of 32 bytes each, or the 64 bytes of Ed25519."""
        signature = bytes.fromhex(self.signer.sign(data).signature)
        if self.alg == COSE_ALGORITHMS[ED25519]:
            return signature
        r, s = decode_dss_signature(signature)
        return r.to_bytes(P256_BYTES, "big") + s.to_bytes(P256_BYTES, "big")


def generate(algorithm: str) -> PrivateKey:
    """A new private key for ES256 (P-256) or Ed25519."""
    return generate_ec_key(SECP256R1()) if algorithm == ES256 else Ed25519PrivateKey.generate()


def throwaway_signer() -> CoseSigner:
    """An ES256 signer whose key lives in this process only: for rehearsals that nobody outside may trust."""
    private_key = generate(ES256)
    public_key = private_key.public_key()
    return cose_signer(public_key, FileSigner(private_key, tuf_key(public_key)))


def cose_signer(public_key: PublicKey, signer: Signer) -> CoseSigner:
    """Teach a signer the COSE dialect."""
    alg = COSE_ALGORITHMS[algorithm_of(public_key)]
    return CoseSigner(kid_of(public_key), alg, public_key, spki_of(public_key), signer)


def seal_pem(private_key: PrivateKey, password: bytes) -> bytes:
    """Encrypted PKCS#8 in PEM. The password must be strong by itself: PKCS#8 stretches it by 2 048 rounds only."""
    return private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))


def spki_of(public_key: PublicKey) -> bytes:
    """SubjectPublicKeyInfo in DER, the one spelling of a public key in this project."""
    return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def algorithm_of(public_key: PublicKey) -> str:
    """`ES256` or `Ed25519`: the key decides, never a header."""
    return ED25519 if isinstance(public_key, Ed25519PublicKey) else ES256


def load_public(spki_der: bytes) -> PublicKey:
    """The public key of these bytes; raises `StrongroomTampered` for anything but P-256 and Ed25519."""
    try:
        public_key = load_der_public_key(spki_der)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise StrongroomTampered("a public key in the strongroom's index cannot be read") from problem
    return _accepted(public_key)


def tuf_key(public_key: PublicKey) -> SSlibKey:
    """The public key as TUF metadata name it."""
    return SSlibKey.from_crypto(public_key)


def file_of(uri: str) -> str:
    """The file name in a key's URI; raises `UnknownSigner` for every other scheme than `file`.

    A signer for another scheme (`hsm`, `gcpkms`, …) is one more branch here and in `open_signer`.
    """
    scheme, _, name = uri.partition(":")
    if scheme != "file":
        raise UnknownSigner(f"no signer is installed for keys of scheme {scheme!r}; only 'file' is")
    if not FILE_NAME.fullmatch(name):
        raise StrongroomTampered(f"the index names a key outside the strongroom: {name!r}")
    return name


def open_signer(uri: str, content: bytes, password: bytes, public_key: PublicKey) -> Signer:
    """The signer a URI names, proved to own `public_key`; `content` is the file it names.

    Raises `UnknownSigner`, and `StrongroomTampered` when the file does not hold that key.
    """
    name = file_of(uri)
    try:
        private_key = load_pem_private_key(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise StrongroomTampered(f"{name} is damaged or was replaced: restore it from the sealed copy") from problem
    if not isinstance(private_key, EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise StrongroomTampered(f"{name} holds a key of another kind than the index says")
    if spki_of(private_key.public_key()) != spki_of(public_key):
        raise StrongroomTampered(f"{name} holds another key than the index says")
    return FileSigner(private_key, tuf_key(public_key))


def _accepted(public_key: object) -> PublicKey:
    if isinstance(public_key, Ed25519PublicKey):
        return public_key
    if isinstance(public_key, EllipticCurvePublicKey) and isinstance(public_key.curve, SECP256R1):
        return public_key
    raise StrongroomTampered("a public key in the strongroom's index is neither P-256 nor Ed25519")
