"""A repeated request is answered with the first receipt and carried out once, on both stores and across restarts."""

import threading

import pytest

from registry.errors import IdempotencyKeyReused, InvalidInput, RuleRefused
from registry.settings import Settings
from tests.support.office import ADMIN, SECOND_ADMIN, World, applicant, opened


def test_the_same_key_and_request_give_the_same_receipt_and_no_second_event(each_store: Settings) -> None:
    with opened(each_store) as world:
        first = world.do(ADMIN, "open-season", year=2022, idempotency_key="one", **world.paper())
        world.do(ADMIN, "open-season", year=2023, **world.paper())
        count = world.office.rooms.registry.position()
        assert world.do(ADMIN, "open-season", year=2022, idempotency_key="one", **world.paper()) == first
        assert world.office.rooms.registry.position() == count
    with opened(each_store) as world:
        assert world.do(ADMIN, "open-season", year=2022, idempotency_key="one", **world.paper()) == first


def test_the_same_key_for_another_request_is_refused(world: World) -> None:
    world.do(ADMIN, "open-season", year=2023, idempotency_key="one", **world.paper())
    for year, more in ((2024, {}), (2023, {"expected_version": 0})):
        with pytest.raises(IdempotencyKeyReused) as refusal:
            world.do(ADMIN, "open-season", year=year, idempotency_key="one", **more, **world.paper())
        assert refusal.value.code == "idempotency_key_reused"


def test_a_key_belongs_to_its_actor(world: World) -> None:
    first = world.do(ADMIN, "open-season", year=2023, idempotency_key="one", **world.paper())
    second = world.do(SECOND_ADMIN, "open-season", year=2024, idempotency_key="one", **world.paper())
    assert first.id != second.id


def test_a_refused_request_leaves_its_key_unused(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    world.on("2022-06-30")
    with pytest.raises(RuleRefused):
        world.submit(person, declaration, idempotency_key="one")
    world.on("2022-07-20")
    assert world.submit(person, declaration, idempotency_key="one").version == 4


@pytest.mark.parametrize("key", ["", "x" * 201, "line\nbreak", "\x00"])
def test_a_key_that_cannot_be_one_is_refused(world: World, key: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        world.do(ADMIN, "open-season", year=2023, idempotency_key=key, **world.paper())
    assert refusal.value.code == "idempotency_key_invalid"


def test_the_same_request_in_eight_threads_at_once_is_carried_out_once(world: World) -> None:
    person = world.register()
    declaration = world.draft(person)
    start = threading.Barrier(8)
    receipts: list[object] = []

    def hurry() -> None:
        start.wait()
        receipts.append(world.submit(person, declaration, idempotency_key="impatient"))

    threads = [threading.Thread(target=hurry) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len(set(map(str, receipts))) == 1
    assert world.ask(applicant(person), "show-declaration", declaration_id=declaration).version == 4


def test_no_personal_datum_of_a_request_stands_in_its_receipt(world: World) -> None:
    document = {"kind": "RESIDENT_ID", "number": "349900198501010015", "valid_from": "2015-01-01"}
    world.do(ADMIN, "register-person", idempotency_key="one", person_name="张示例", document=document)
    recorder = world.office.rooms.registry.recorder
    stored = recorder.select_notifications(1, 1000)
    receipts = [n for n in stored if n.topic == "CommandReceiptGiven"]
    assert len(receipts) == 1
    assert all("张示例".encode() not in n.state and b"349900198501010015" not in n.state for n in stored)
