import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.vectors import demo, ordinary
from verify import Fact, Outcome, Policy, TrustSnapshot, decide
from verify.qr import to_text

TRUST = TrustSnapshot.from_targets(ordinary.ORDINARY)
TOKEN = demo.token()
GOOD = decide(TOKEN, TRUST, demo.AT)


def test_a_verdict_refuses_to_be_true_or_false_and_says_what_to_ask_instead() -> None:
    for verdict in (GOOD, decide("nonsense", TRUST, demo.AT)):
        with pytest.raises(TypeError, match=r"verdict\.outcome"):
            bool(verdict)


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        GOOD.outcome = Outcome.VALID_AS_OF  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        GOOD.note = "looks fine"  # type: ignore[attr-defined]


def test_a_verdict_in_python_reads_as_its_json() -> None:
    certificate, issuer = GOOD.certificate, GOOD.issuer
    assert certificate is not None
    assert issuer is not None
    assert (certificate.holder_name, certificate.title_name, certificate.level.words.zh) == (
        "张示例",
        "高级工程师",
        "副高级",
    )
    assert (issuer.id, issuer.name.en) == (demo.HOME, "Fictitious Province Human Resources Department")
    assert GOOD.as_of == demo.LIST_AT
    assert GOOD.intact is GOOD.trusted is GOOD.current is Fact.YES


def test_nothing_of_a_certificate_is_shown_unless_it_is_intact_and_trusted() -> None:
    altered = TOKEN[:-1] + bytes([TOKEN[-1] ^ 1])
    for presented in ("nonsense", altered, demo.token(demo.STRANGER_KEY), demo.token(region=359800)):
        verdict = decide(presented, TRUST, demo.AT)
        assert (verdict.certificate, verdict.issuer, verdict.as_of) == (None, None, None)
        shown = verdict.to_dict()
        assert shown["certificate"] is shown["issuer"] is shown["status"] is shown["ended"] is None


def test_an_instant_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        decide(TOKEN, TRUST, datetime(2022, 12, 2))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    "at",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=8))),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=8))),
    ],
)
def test_an_instant_outside_all_calendars_is_a_mistake_of_the_program(at: datetime) -> None:
    with pytest.raises(ValueError, match="outside the years"):
        decide(TOKEN, TRUST, at)


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_first_and_the_last_instant_get_an_answer(at: datetime) -> None:
    assert decide(TOKEN, TRUST, at).outcome is Outcome.STALE
    assert decide(TOKEN, TRUST, at, Policy(max_age=timedelta.max, skew=timedelta.max)).outcome in Outcome


def test_the_same_instant_in_another_zone_gives_the_same_verdict() -> None:
    assert decide(TOKEN, TRUST, demo.AT.astimezone(timezone(timedelta(hours=8)))) == GOOD


def test_fractions_of_a_second_are_cut_off() -> None:
    assert decide(TOKEN, TRUST, demo.AT + timedelta(microseconds=999_999)) == GOOD
    last = demo.LIST_AT + demo.WEEK - timedelta(microseconds=1)
    assert decide(TOKEN, TRUST, last).outcome is Outcome.VALID_AS_OF


def test_a_policy_knows_no_negative_durations() -> None:
    for wrong in ({"max_age": timedelta(seconds=-1)}, {"skew": timedelta(seconds=-1)}):
        with pytest.raises(ValueError, match="negative"):
            Policy(**wrong)


@pytest.mark.covers("R-VER-3")
def test_the_host_of_a_qr_code_never_changes_the_answer() -> None:
    """R-VER-3, SC-12: a look-alike site gains nothing."""
    for page in ("https://zc.example.cn/v", "https://evil.example/v", "http://127.0.0.1/v"):
        assert decide(to_text(page, TOKEN), TRUST, demo.AT) == GOOD


def test_two_signatures_of_one_certificate_are_one_certificate() -> None:
    twin = TOKEN[:-32] + (demo.P256_ORDER - int.from_bytes(TOKEN[-32:])).to_bytes(32)
    assert twin != TOKEN
    assert decide(twin, TRUST, demo.AT) == GOOD


@pytest.mark.covers("R-VER-2")
def test_an_old_list_replayed_and_a_clock_set_back_never_give_valid() -> None:
    """SC-11: the attacker shows last week's list, then turns the device's clock back to that week."""
    last_week = demo.LIST_AT - demo.WEEK
    replayed = demo.trust(list_1=demo.status_list({}, number=11, issued_at=last_week))
    revoked = demo.token(status_index=ordinary.REVOKED, signed_at=last_week - timedelta(days=1))
    remembering = TrustSnapshot.from_targets(replayed, known_at=demo.LIST_AT)
    assert decide(revoked, remembering, demo.AT).reasons[0] == "status_too_old"
    assert decide(revoked, remembering, last_week + timedelta(days=1)).reasons[0] == "clock_behind"


@pytest.mark.covers("R-VER-1")
def test_outcomes_stand_in_the_documented_order_worst_first() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "MALFORMED", "FORGED", "UNTRUSTED_ISSUER", "REVOKED", "INVALIDATED", "DEREGISTERED", "SUSPENDED", "SUPERSEDED",
        "STALE", "VALID_AS_OF",
    ]  # fmt: skip
