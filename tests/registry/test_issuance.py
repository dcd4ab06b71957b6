"""Issuing in two phases: exactly one certificate per title and version, whatever happens in between."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from domain.certificate import Certificate, CertificateState
from domain.identity import certificate_id
from domain.status_list import StatusList
from domain.title import Title
from registry.bootstrap import Office
from registry.command import Actor, Role
from registry.errors import Forbidden
from registry.issuance import RowState, Ticket
from registry.press import Press
from tests.support.founded import ADMIN, copy_home, found, grant_titles, opened, revoke_title
from verify import Outcome, decide


@pytest.fixture(scope="session")
def founded_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One founded office, never opened by a test itself."""
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home)
    return home


@pytest.fixture
def office(founded_template: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of this test alone."""
    copy_home(founded_template, tmp_path / "home")
    with opened(tmp_path / "home") as office:
        yield office


def _certificates(office: Office, titles: list[Any]) -> list[Certificate]:
    registry = office.rooms.registry
    return [registry.get(Certificate, certificate_id(registry.get(Title, t).certificate_no)) for t in titles]


@pytest.mark.covers("S2.6f", "R-CERT-1", "R-CERT-3")
def test_an_issued_certificate_is_valid_to_any_verifier_after_the_next_publication(office: Office) -> None:
    press = Press(office)
    (row,) = press.issue(ADMIN, grant_titles(office, 1))
    press.publish()

    verdict = decide(press.certificate(row.certificate_no).qr_text, press.trust(), office.rooms.clock.now())

    assert verdict.outcome is Outcome.VALID_AS_OF
    assert verdict.certificate is not None
    assert verdict.certificate.number == row.certificate_no
    assert verdict.certificate.holder_name == "张示例"


def test_issuing_again_changes_nothing_and_says_so(office: Office) -> None:
    press, titles = Press(office), grant_titles(office, 3)
    first = list(press.issue(ADMIN, titles))
    again = list(press.issue(ADMIN, titles))

    assert {row.state for row in again} == {RowState.ALREADY_ISSUED}
    assert {row.certificate_no for row in again} == {row.certificate_no for row in first}


@pytest.mark.covers("R-CERT-2")
def test_numbers_and_status_positions_of_many_certificates_never_meet(office: Office) -> None:
    press, titles = Press(office), grant_titles(office, 450)
    rows = list(press.issue(ADMIN, titles))
    versions = [certificate.versions[1] for certificate in _certificates(office, titles)]

    assert {row.state for row in rows} == {RowState.ISSUED}
    assert len({row.certificate_no for row in rows}) == 450
    assert len({(v.status_list, v.status_index) for v in versions}) == 450


def test_a_refused_title_does_not_stop_the_others_and_names_its_reason(office: Office) -> None:
    press = Press(office)
    good, bad, unknown = *grant_titles(office, 1), *grant_titles(office, 1, title_name="工" * 41), uuid4()
    rows = {row.title_id: row for row in press.issue(ADMIN, [bad, unknown, good])}

    assert rows[good].state is RowState.ISSUED
    assert (rows[bad].state, rows[bad].code) == (RowState.REFUSED, "claims")
    assert (rows[unknown].state, rows[unknown].code) == (RowState.REFUSED, "not_found")


@pytest.mark.covers("R-CERT-1")
def test_a_revoked_title_gets_no_certificate(office: Office) -> None:
    (title,) = grant_titles(office, 1)
    revoke_title(office, title)
    (row,) = Press(office).issue(ADMIN, [title])
    assert (row.state, row.code) == (RowState.REFUSED, "rule_refused")


def test_only_who_may_issue_issues(office: Office) -> None:
    custodian = Actor(id="custodian", roles=frozenset({Role.KEY_CUSTODIAN}))
    with pytest.raises(Forbidden) as refused:
        Press(office).issue(custodian, grant_titles(office, 1))
    assert refused.value.code == "role_not_allowed"


class Cut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("calls", range(1, 8))
def test_a_cut_anywhere_between_the_steps_resumes_to_one_certificate_per_title(
    office: Office, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    press, titles = Press(office), grant_titles(office, 3)
    mint, privacy = press._issuance._mint, press._issuance._privacy
    left = [calls]

    def counted(work: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Cut
            return work(*args, **kwargs)

        return wrapped

    with monkeypatch.context() as patch:
        for owner, name in ((mint, "rehearse"), (mint, "sign"), (privacy, "seal")):
            patch.setattr(owner, name, counted(getattr(owner, name)))
        with pytest.raises(Cut):
            list(press.issue(ADMIN, titles))

    with opened(office.rooms.settings.home) as second:
        resumed = Press(second)
        rows = list(resumed.issue(ADMIN, resumed.titles_without_certificate()))
        assert {row.title_id for row in rows} == set(titles)
        for certificate in _certificates(second, titles):
            assert [v.state for v in certificate.versions.values()] == [CertificateState.ISSUED]


def test_kill_minus_nine_in_bulk_issue_loses_nothing_told_and_repeats_nothing(
    founded_template: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    copy_home(founded_template, home)
    with opened(home) as office:
        titles = grant_titles(office, 900)
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.support.founded import ADMIN, opened\nfrom registry.press import Press\n"
        f"with opened(Path({str(home)!r})) as office:\n"
        "    press = Press(office)\n"
        "    for row in press.issue(ADMIN, press.titles_without_certificate()):\n"
        "        print(row.certificate_no, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(250)]
    child.send_signal(signal.SIGKILL)
    told += [line.strip() for line in child.stdout.read().splitlines() if line.count("-") == 5]
    child.wait()
    child.stdout.close()

    with opened(home) as office:
        press = Press(office)
        rows = list(press.issue(ADMIN, press.titles_without_certificate()))
        assert {row.state for row in rows} <= {RowState.ISSUED}
        numbers = [certificate.certificate_no for certificate in _certificates(office, titles)]
        assert set(told) <= set(numbers)
        assert not set(told) & {row.certificate_no for row in rows}
        assert all(list(c.versions) == [1] for c in _certificates(office, titles))


def test_two_processes_issuing_the_same_titles_make_one_certificate_each(
    founded_template: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    copy_home(founded_template, home)
    with opened(home) as office:
        titles = grant_titles(office, 300)
    program = (
        "from pathlib import Path\nfrom tests.support.founded import ADMIN, opened\nfrom registry.press import Press\n"
        f"with opened(Path({str(home)!r})) as office:\n"
        "    press = Press(office)\n"
        "    wanted = press.titles_without_certificate()\n"
        "    print('ready', flush=True)\n"
        "    input()\n"
        "    print(*[row.state for row in press.issue(ADMIN, wanted)])\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0].split() for process in both]

    with opened(home) as office:
        certificates = _certificates(office, titles)
        assert all([v.state for v in c.versions.values()] == [CertificateState.ISSUED] for c in certificates)
    assert [len(states) for states in said] == [300, 300]
    assert sum(states.count("ISSUED") for states in said) == 300


@pytest.mark.covers("R-CERT-3")
def test_a_reissued_certificate_supersedes_the_old_copy_on_a_new_position(office: Office) -> None:
    press, titles = Press(office), grant_titles(office, 1)
    (first,) = press.issue(ADMIN, titles)
    press.publish()
    old = press.certificate(first.certificate_no).qr_text
    (second,) = press.issue(ADMIN, titles, reissue_reason="lost")
    press.publish()
    now = office.rooms.clock.now()

    assert (second.certificate_no, second.version) == (first.certificate_no, 2)
    assert decide(old, press.trust(), now).outcome is Outcome.SUPERSEDED
    new = press.certificate(first.certificate_no).qr_text
    assert decide(new, press.trust(), now).outcome is Outcome.VALID_AS_OF


@pytest.mark.covers("R-REV-4")
def test_a_revocation_beats_a_certificate_that_was_prepared_but_not_signed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, titles = Press(office), grant_titles(office, 1)

    def cut(*_: Any) -> bytes:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(press._issuance._mint, "sign", cut)
        with pytest.raises(Cut):
            list(press.issue(ADMIN, titles))
    revoke_title(office, titles[0])

    (row,) = press.issue(ADMIN, titles)

    assert row.state is RowState.REFUSED
    (certificate,) = _certificates(office, titles)
    assert [v.state for v in certificate.versions.values()] == [CertificateState.REVOKED]


def test_a_title_that_falls_between_intent_and_signature_gets_its_refusal_and_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, titles = Press(office), grant_titles(office, 2)

    def together(items: Any, work: Any) -> Any:
        if isinstance(items[0], Ticket):
            revoke_title(office, titles[0])
        return office.transaction(lambda uow: work(uow, items))

    monkeypatch.setattr(press._issuance, "_together", together)
    rows = {row.title_id: row for row in press.issue(ADMIN, titles)}

    assert (rows[titles[0]].state, rows[titles[0]].code) == (RowState.REFUSED, "wrong_state")
    assert rows[titles[1]].state is RowState.ISSUED


def test_a_full_list_is_continued_on_the_next_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StatusList, "free", property(lambda self: 2 - self.claimed))
    press, titles = Press(office), grant_titles(office, 3)
    list(press.issue(ADMIN, titles))

    lists = [certificate.versions[1].status_list for certificate in _certificates(office, titles)]
    assert sorted(lists) == [1, 1, 2]


def test_a_wrong_signature_never_leaves_the_press(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    press, titles = Press(office), grant_titles(office, 1)
    monkeypatch.setattr(press._issuance._mint, "_signer", press._issuance._mint._trial)
    (row,) = press.issue(ADMIN, titles)
    assert (row.state, row.code) == (RowState.REFUSED, "self_check")


@pytest.mark.covers("R-PRIV-1")
def test_nothing_of_a_person_stands_in_clear_in_the_event_store(office: Office) -> None:
    press, titles = Press(office), grant_titles(office, 1, name="欧阳虚构")
    list(press.issue(ADMIN, titles))
    token = press.certificate(_certificates(office, titles)[0].certificate_no).token
    stored = b"".join(path.read_bytes() for path in office.rooms.settings.home.glob("events.sqlite*"))

    assert "欧阳".encode() not in stored
    assert token not in stored
    assert token.hex().encode() not in stored
