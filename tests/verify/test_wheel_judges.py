"""Another implementation of COSE and CWT reads our token: python-cwt, in its own environment (it needs cbor2 5)."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.tree import ROOT
from tests.support.tuf_world import LIST, TrustWorld
from tests.support.wheels import Environment

JUDGE = """
import json, sys
from pathlib import Path
import cbor2, cwt
token, pem, kid = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_text(), bytes.fromhex(sys.argv[3])
key = cwt.COSEKey.from_pem(pem, kid=kid, alg="ES256")
claims = cwt.decode(token, keys=[key])
protected = cbor2.loads(cbor2.loads(token).value[0])
print(json.dumps({
    "alg": protected[1], "kid": protected[4].hex(), "iat": claims[6], "status": claims[65535],
    "title": {str(label): value for label, value in claims[-65537].items()},
}))
"""


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("judge") / "venv")
    environment.install("--require-hashes", "-r", str(ROOT / "lock" / "judges.txt"))
    environment.cut_off()
    return environment


@pytest.fixture
def world(tmp_path: Path) -> TrustWorld:
    return TrustWorld(tmp_path / "repository")


@pytest.fixture
def presented(world: TrustWorld, tmp_path: Path) -> list[str]:
    """A token, its public key and its key id, as arguments."""
    (tmp_path / "token").write_bytes(world.token())
    pem = world.certificate_key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    return [str(tmp_path / "token"), str(tmp_path / "key.pem"), world.certificate_key.kid.hex()]


def test_python_cwt_verifies_our_signature_and_reads_our_claims(
    judge: Environment, world: TrustWorld, presented: list[str]
) -> None:
    title = [2022000001, 1, "张示例", "高级工程师", 5, 1, 412, 0, 19325, 349900, 1]
    assert json.loads(judge.run("-c", JUDGE, *presented).stdout) == {
        "alg": -7,
        "kid": world.certificate_key.kid.hex(),
        "iat": 1669773600,
        "status": {"status_list": {"idx": 5, "uri": LIST}},
        "title": {str(label): value for label, value in enumerate(title, 1)},
    }


def test_python_cwt_refuses_our_token_with_one_letter_changed(judge: Environment, presented: list[str]) -> None:
    token = Path(presented[0])
    token.write_bytes(token.read_bytes().replace("高级工程师".encode(), "高级会计师".encode()))
    refused = judge.run("-c", JUDGE, *presented, check=False)
    assert refused.returncode != 0
    assert "cwt.exceptions.VerifyError" in refused.stderr
