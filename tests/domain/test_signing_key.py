from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.signing_key import SigningKey
from tests.domain.builders import act, at


def key() -> SigningKey:
    return SigningKey.announce(
        act("2022-01-01"),
        kid="aa" * 8,
        algorithm=-7,
        public_key="spki",
        purpose="certificate",
        region="340000",
        authority=1,
    )


def test_a_key_signs_between_its_activation_and_its_retirement() -> None:
    made = key()
    assert not made.may_sign(at("2022-01-02"))
    made.activate(act("2022-02-01"))
    assert not made.may_sign(at("2022-01-31"))
    assert made.may_sign(at("2022-02-01"))
    made.retire(act("2023-02-01"))
    assert made.may_sign(at("2023-01-31"))
    assert not made.may_sign(at("2023-02-01"))


def test_a_compromise_reaches_back_and_lasts() -> None:
    made = key()
    made.activate(act("2022-02-01"))
    made.report_compromise(act("2022-06-01"), since=at("2022-05-01"))
    assert made.may_sign(at("2022-04-30"))
    assert not made.may_sign(at("2022-05-01"))
    for again in (made.activate, made.retire):
        with pytest.raises(DomainError):
            again(act("2022-07-01"))
    with pytest.raises(DomainError):
        made.report_compromise(act("2022-07-01"), since=at("2022-05-01"))


def test_a_retired_key_can_still_turn_out_compromised_and_never_in_the_future() -> None:
    made = key()
    made.retire(act("2022-03-01"))
    with pytest.raises(DomainError):
        made.report_compromise(act("2022-06-01"), since=at("2022-06-01") + timedelta(seconds=1))
    made.report_compromise(act("2022-06-01"), since=at("2022-02-01"))
    assert made.state == "COMPROMISED"


def test_a_key_is_activated_once() -> None:
    made = key()
    made.activate(act("2022-02-01"))
    with pytest.raises(DomainError) as refused:
        made.activate(act("2022-02-02"))
    assert refused.value.code == "wrong_state"
