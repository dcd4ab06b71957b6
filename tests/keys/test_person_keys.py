import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import (
    LaxPermissions,
    PersonKeyDestroyed,
    PersonKeyMissing,
    PersonKeysUnreadable,
    SealBroken,
    TracesRemain,
)
from keys.person_keys import CACHED_KEYS, PersonKeys
from keys.strongroom import Strongroom
from tests.keys.conftest import NOW, PASSPHRASE

ANOTHER_PROCESS = """
import sys
from pathlib import Path
from uuid import UUID
from keys.errors import KeysError
from keys.person_keys import PersonKeys
from keys.strongroom import Strongroom
keys = PersonKeys(Path(sys.argv[2]), Strongroom.open(Path(sys.argv[1]), b"correct horse battery staple"))
for line in sys.stdin:
    act, person, *rest = line.split()
    try:
        print(getattr(keys, act)(UUID(person), *rest), flush=True)
    except KeysError as problem:
        print(problem.code, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "person-keys.sqlite"


@pytest.fixture
def person_keys(path: Path, strongroom: Strongroom) -> Iterator[PersonKeys]:
    opened = PersonKeys(path, strongroom)
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(shared_folder: Path, path: Path, person_keys: PersonKeys) -> Iterator[Callable[..., str]]:
    """The same file, opened by another real process, which keeps what it has cached."""
    person_keys.create(uuid4())
    command = [sys.executable, "-c", ANOTHER_PROCESS, str(shared_folder), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(*words: object) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(" ".join(map(str, words)) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@given(content=st.binary(max_size=300) | st.text(max_size=100).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens_again(roomy: PersonKeys, person: UUID, content: bytes | str) -> None:
    sealed = roomy.seal(person, "name", content)
    assert roomy.open(person, "name", sealed) == (content.encode() if isinstance(content, str) else content)


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory, strongroom: Strongroom) -> Iterator[PersonKeys]:
    opened = PersonKeys(tmp_path_factory.mktemp("persons") / "person-keys.sqlite", strongroom)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def person(roomy: PersonKeys) -> UUID:
    made = uuid4()
    roomy.create(made)
    return made


def test_two_seals_of_one_name_do_not_look_alike(roomy: PersonKeys, person: UUID) -> None:
    assert roomy.seal(person, "name", "张示例") != roomy.seal(person, "name", "张示例")


def test_a_seal_moved_to_another_field_or_person_is_broken(roomy: PersonKeys, person: UUID) -> None:
    other = uuid4()
    roomy.create(other)
    sealed = roomy.seal(person, "name", "张示例")
    with pytest.raises(SealBroken):
        roomy.open(person, "phone", sealed)
    with pytest.raises(SealBroken):
        roomy.open(other, "name", sealed)


def test_every_altered_character_breaks_the_seal(roomy: PersonKeys, person: UUID) -> None:
    sealed = roomy.seal(person, "name", "张三")
    assert len(sealed) % 4 == 3  # the last character has two bits that carry nothing, so it is left out below
    for place in range(len(sealed) - 1):
        altered = sealed[:place] + ("B" if sealed[place] == "A" else "A") + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            roomy.open(person, "name", altered)
    for other in ("", "A", "AQ", "!!!", sealed[:-5], sealed + "AAAA", "张"):
        with pytest.raises(SealBroken):
            roomy.open(person, "name", other)


def test_a_person_without_a_key_differs_from_one_whose_key_was_destroyed(person_keys: PersonKeys) -> None:
    erased = uuid4()
    person_keys.create(erased)
    sealed = person_keys.seal(erased, "name", "张示例")
    person_keys.destroy(erased)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.open(erased, "name", sealed)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.seal(erased, "name", "张示例")
    with pytest.raises(PersonKeyMissing):
        person_keys.open(uuid4(), "name", sealed)
    with pytest.raises(PersonKeyMissing):
        person_keys.destroy(uuid4())


def test_destroying_twice_is_the_same_as_once(person_keys: PersonKeys) -> None:
    erased = uuid4()
    person_keys.create(erased)
    person_keys.destroy(erased)
    person_keys.destroy(erased)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.seal(erased, "name", "x")


def test_creating_again_keeps_the_key_and_never_revives_a_destroyed_one(person_keys: PersonKeys) -> None:
    living, erased, newcomer = uuid4(), uuid4(), uuid4()
    person_keys.create_many([living, erased])
    sealed = person_keys.seal(living, "name", "x")
    person_keys.create(living)
    assert person_keys.open(living, "name", sealed) == b"x"
    person_keys.destroy(erased)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.create(erased)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.create_many([newcomer, erased])
    with pytest.raises(PersonKeyMissing):  # all or none
        person_keys.seal(newcomer, "name", "x")


def test_many_keys_made_together_seal_for_this_process_and_for_the_next(
    person_keys: PersonKeys, path: Path, strongroom: Strongroom
) -> None:
    people = [uuid4() for _ in range(3)]
    person_keys.create_many(people)
    sealed = {one: person_keys.seal_all(one, {"name": "张示例", "number": "1"}) for one in people}
    again = PersonKeys(path, strongroom)
    for one, fields in sealed.items():
        assert again.open(one, "name", fields["name"]).decode() == "张示例"
        assert again.open(one, "number", fields["number"]).decode() == "1"
    again.close()


def test_a_key_whose_making_was_undone_seals_nothing(person_keys: PersonKeys) -> None:
    gone, new = uuid4(), uuid4()
    person_keys.create(gone)
    person_keys.destroy(gone)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.create_many([new, gone])
    with pytest.raises(PersonKeyMissing):
        person_keys.seal_all(new, {"name": "张示例"})


def test_a_key_destroyed_here_is_refused_at_once_by_a_process_that_had_it_cached(
    person_keys: PersonKeys, elsewhere: Callable[..., str]
) -> None:
    erased, other = uuid4(), uuid4()
    person_keys.create_many([erased, other])
    sealed, kept = person_keys.seal(erased, "name", "x"), person_keys.seal(other, "name", "y")
    assert elsewhere("open", erased, "name", sealed) == "b'x'"
    assert elsewhere("open", other, "name", kept) == "b'y'"
    person_keys.destroy(erased)
    assert elsewhere("open", erased, "name", sealed) == "person_key_destroyed"
    assert elsewhere("create", erased) == "person_key_destroyed"
    assert elsewhere("open", other, "name", kept) == "b'y'"


def test_a_key_destroyed_by_another_process_is_refused_at_once_here(
    person_keys: PersonKeys, elsewhere: Callable[..., str]
) -> None:
    erased = uuid4()
    assert elsewhere("create", erased) == "None"
    sealed = person_keys.seal(erased, "name", "x")
    assert elsewhere("open", erased, "name", sealed) == "b'x'"
    assert elsewhere("destroy", erased) == "None"
    with pytest.raises(PersonKeyDestroyed):
        person_keys.open(erased, "name", sealed)


def test_no_byte_of_a_destroyed_key_stays_in_the_files(person_keys: PersonKeys, path: Path) -> None:
    """Random ids split B-tree pages, and a split is where a database leaves copies of rows behind."""
    people = [uuid4() for _ in range(2_000)]
    for start in range(0, 2_000, 100):
        person_keys.create_many(people[start : start + 100])
    with sqlite3.connect(path) as database:
        wrapped = {UUID(bytes=i): w for i, w in database.execute("select person_id, wrapped from person_key")}
    database.close()
    for erased in people[::10]:
        person_keys.destroy(erased)
    files = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    assert all(wrapped[kept] in files for kept in people[1::10])
    assert not any(wrapped[erased][:12] in files for erased in people[::10])


def test_a_reader_that_holds_the_log_is_told_of_and_the_key_is_gone_all_the_same(
    person_keys: PersonKeys, path: Path
) -> None:
    erased = uuid4()
    person_keys.create(erased)
    sealed = person_keys.seal(erased, "name", "x")
    person_keys._database.execute("pragma busy_timeout = 10")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from person_key").fetchone()
    with pytest.raises(TracesRemain):
        person_keys.destroy(erased)
    with pytest.raises(PersonKeyDestroyed):
        person_keys.open(erased, "name", sealed)
    reader.execute("commit")
    reader.close()
    person_keys.destroy(erased)
    assert not Path(f"{path}-wal").read_bytes()


def test_more_people_than_the_cache_holds_are_served(person_keys: PersonKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CACHED_KEYS > 3
    monkeypatch.setattr("keys.person_keys.CACHED_KEYS", 3)
    people = [uuid4() for _ in range(10)]
    person_keys.create_many(people)
    sealed = {person: person_keys.seal(person, "name", str(person)) for person in people}
    assert [person_keys.open(p, "name", sealed[p]) for p in people] == [str(p).encode() for p in people]
    assert len(person_keys._cache) == 3


def test_another_strongroom_opens_nothing(path: Path, person_keys: PersonKeys, tmp_path: Path) -> None:
    person_keys.create(uuid4())
    stranger = Strongroom.create(tmp_path / "keys", PASSPHRASE, now=NOW)
    with pytest.raises(PersonKeysUnreadable, match="another strongroom"):
        PersonKeys(path, stranger)


def test_a_copy_of_the_file_alone_shows_no_name_and_no_key(person_keys: PersonKeys, path: Path, tmp_path: Path) -> None:
    someone = uuid4()
    person_keys.create(someone)
    (wrapped,) = person_keys._database.execute("select wrapped from person_key").fetchone()
    key = person_keys._wrapping.decrypt(wrapped[:12], wrapped[12:], someone.bytes)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in path.parent.glob(path.name + "*"):
        shutil.copy(file, copy)
    assert not any(key in file.read_bytes() for file in copy.iterdir())
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("person_keys")
def test_a_file_that_others_can_read_is_refused(path: Path, strongroom: Strongroom) -> None:
    path.chmod(0o640)
    with pytest.raises(LaxPermissions):
        PersonKeys(path, strongroom)


def test_what_is_no_file_of_person_keys_is_a_plain_error(path: Path, strongroom: Strongroom, tmp_path: Path) -> None:
    path.write_bytes(b"this is a letter, not a database" * 40)
    path.chmod(0o600)
    with pytest.raises(PersonKeysUnreadable):
        PersonKeys(path, strongroom)
    with pytest.raises(PersonKeysUnreadable):
        PersonKeys(tmp_path / "no" / "such" / "folder" / "p.sqlite", strongroom)


def test_a_file_of_a_later_release_is_left_alone(path: Path, person_keys: PersonKeys, strongroom: Strongroom) -> None:
    person_keys._database.execute("pragma user_version = 2")
    with pytest.raises(PersonKeysUnreadable, match="another release"):
        PersonKeys(path, strongroom)


def create_some(shared_folder: Path, path: Path, people: list[UUID]) -> int:
    keys = PersonKeys(path, Strongroom.open(shared_folder, PASSPHRASE))
    for person in people:
        keys.create(person)
    keys.close()
    return os.getpid()


def test_processes_that_open_a_new_file_at_once_create_every_key_once(
    shared_folder: Path, path: Path, strongroom: Strongroom
) -> None:
    people = [uuid4() for _ in range(60)]
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(create_some, shared_folder, path, people[start:]) for start in (0, 20, 40)]
        assert len({job.result(timeout=120) for job in jobs}) == 3
    opened = PersonKeys(path, strongroom)
    assert opened._database.execute("select count(*) from person_key").fetchone()[0] == 60
    assert all(opened.open(p, "name", opened.seal(p, "name", "x")) == b"x" for p in people)
    opened.close()


def test_threads_share_one_opened_file(person_keys: PersonKeys) -> None:
    people = [uuid4() for _ in range(40)]
    start = threading.Barrier(4)

    def work(share: list[UUID]) -> list[bytes]:
        start.wait(timeout=60)
        for person in share:
            person_keys.create(person)
        return [person_keys.open(p, "name", person_keys.seal(p, "name", str(p))) for p in people[:10] if p in share]

    with ThreadPoolExecutor(4) as pool:
        found = [name for names in pool.map(work, [people[n::4] for n in range(4)]) for name in names]
    assert sorted(found) == sorted(str(p).encode() for p in people[:10])


def test_nothing_secret_is_in_what_it_prints(person_keys: PersonKeys, path: Path) -> None:
    assert repr(person_keys) == f"PersonKeys({str(path)!r})"
