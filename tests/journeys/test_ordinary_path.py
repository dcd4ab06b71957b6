"""SC-01, SC-02: from the season's opening to an employer's scan, through the windows and the commands alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
import pytest

from domain.identity import title_id_for
from tests.support.command_line import verify, zhicheng
from tests.support.homes import Homes
from tests.support.office import ADMIN, APPROVER, applicant
from tests.support.postgres import PostgresServer
from tests.support.running import call, dated_office, office_window, public_window
from verify.qr import form_of, unwrap
from verify.scan import read

IDENTITY_NUMBER = "349900198501010015"
BIRTH_DATE = "19850101"


@dataclass(frozen=True)
class Holding:
    """A certificate as its holder has it, and what an employer checks it with."""

    home: Path
    png: Path
    number: str
    offline: tuple[object, ...]


@pytest.fixture(scope="module")
def holding(homes: Homes, each_server: PostgresServer | None, tmp_path_factory: pytest.TempPathFactory) -> Holding:
    """Submitted on 20 July 2022, voted on 18 November, approved on 29 November; issued and downloaded today."""
    folder = tmp_path_factory.mktemp("ordinary")
    home, png, pack = folder / "home", folder / "certificate.png", folder / "today.zcpack"
    homes.copy(home, server=each_server)
    with dated_office(home) as world:
        world.found()
        person = world.register(number=IDENTITY_NUMBER)
        title = title_id_for(world.granted(person))
        shown = world.ask(ADMIN, "show-title", title_id=title)
        assert (shown.title_name, shown.level, shown.state) == ("高级工程师", 412, "GRANTED")
    with office_window(home) as world:
        (row,) = world.issue(APPROVER, title_ids=[str(title)]).rows
        png.write_bytes(world.download(applicant(person), f"/v1/certificates/{row.certificate_no}/qr.png"))
    zhicheng(home, "trust", "pack", pack)
    root = home / "published/trust/metadata/1.root.json"
    return Holding(home, png, row.certificate_no, ("--trust", folder / "trust", "--root", root, "--pack", pack))


@pytest.mark.covers("SC-01", "SC-02", "R-VER-2")
def test_an_employer_without_a_network_reads_who_holds_which_title_and_as_of_when(holding: Holding) -> None:
    code, verdict = verify(holding.png, *holding.offline)
    assert (code, verdict["outcome"], verdict["integrity"]["state"]) == (0, "VALID_AS_OF", "CLEAR")
    assert verdict["as_of"] == verdict["status"]["issued_at"]
    shown = verdict["certificate"]
    assert (shown["number"], shown["version"]) == (holding.number, 1)
    assert (shown["holder_name"], shown["title_name"], shown["level"]["code"]) == ("张示例", "高级工程师", 412)
    assert shown["grant_date"] == "2022-11-29"


@pytest.mark.covers("SC-01", "S2.6e")
def test_the_public_window_answers_as_the_pack_does(holding: Holding) -> None:
    offline = verify(holding.png, *holding.offline)[1]
    (text,) = read(holding.png)
    with public_window(holding.home) as address:
        online = call(f"{address}/v1/verify", {"text": text})[1]
        looked_up = call(f"{address}/v1/certificates/{holding.number}")[1]
    for same in ("outcome", "as_of", "facts", "certificate", "issuer", "status", "integrity"):
        assert online[same] == offline[same], same
    assert (looked_up["masked_name"], looked_up["status"]["outcome"]) == ("张*例", "VALID_AS_OF")


@pytest.mark.covers("SC-02", "R-PRIV-2")
def test_the_code_carries_neither_identity_number_nor_birth_date_in_any_form(holding: Holding) -> None:
    (text,) = read(holding.png)
    token = unwrap(text, form_of(text))
    message = cbor2.loads(token).value
    values = [str(value) for part in (message[0], message[2]) for value in _values(cbor2.loads(part))]
    assert "张示例" in values
    assert "2022000001" in values
    for secret in (IDENTITY_NUMBER, IDENTITY_NUMBER[:-1], BIRTH_DATE):
        assert not [value for value in values if secret in value]
        assert secret.encode() not in token
        assert bytes.fromhex(secret.zfill(len(secret) + len(secret) % 2)) not in token
        assert int(secret).to_bytes(8, "big").lstrip(b"\0") not in token


def _values(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for part in tree.values():
            yield from _values(part)
    else:
        yield tree
