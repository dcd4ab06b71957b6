import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.vectors import demo
from verify import Outcome, TrustSnapshot, decide
from verify.errors import MalformedTrust
from verify.status import Status
from verify.trust import kid_of

Change = Callable[[dict[str, Any]], object]


def issuers(change: Change) -> dict[str, bytes]:
    """An ordinary trust with something changed in issuers.json."""
    tree = json.loads(demo.issuers_json(demo.home(), demo.neighbour()))
    change(tree)
    return {**demo.trust(), "issuers.json": json.dumps(tree).encode()}


MALFORMED: dict[str, Change] = {
    "another format": lambda tree: tree.update(format="zhicheng-issuers/2"),
    "issuers that are no list": lambda tree: tree.update(issuers={}),
    "an issuer that is no object": lambda tree: tree.update(issuers=["x"]),
    "an issuer without a name": lambda tree: tree["issuers"][0].pop("name"),
    "an issuer with an empty id": lambda tree: tree["issuers"][0].update(id=""),
    "a region that is a text": lambda tree: tree["issuers"][0].update(region="349900"),
    "a region that is true": lambda tree: tree["issuers"][0].update(region=True),
    "a region of five digits": lambda tree: tree["issuers"][0].update(region=34990),
    "two issuers of one id": lambda tree: tree["issuers"][1].update(id=demo.HOME),
    "a status prefix inside another's": lambda tree: tree["issuers"][1].update(status_prefix=demo.PREFIX + "x/"),
    "keys that are no list": lambda tree: tree["issuers"][0].update(keys=None),
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_issuers_in_another_shape_are_no_trust_at_all(change: Change) -> None:
    with pytest.raises(MalformedTrust) as error:
        TrustSnapshot.from_targets(issuers(change))
    assert error.value.code == "malformed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"format":"zhicheng-issuers/1","issuers":[],"issuers":[]}',
        b'{"format":"zhicheng-issuers/1","issuers":NaN}',
        b'\xef\xbb\xbf{"format":"zhicheng-issuers/1","issuers":[]}',
        b'{"format":"zhicheng-issuers/1","issuers":' + b"[" * 100_000,
        b'{"format":"zhicheng-issuers/1","issuers":' + b"1" * 5000 + b"}",
    ],
    ids=["empty", "array", "null", "no UTF-8", "duplicate", "NaN", "byte order mark", "deep", "large number"],
)
def test_what_is_not_strict_json_is_no_trust_at_all(data: bytes) -> None:
    with pytest.raises(MalformedTrust):
        TrustSnapshot.from_targets({**demo.trust(), "issuers.json": data})


def test_a_trust_without_issuers_is_no_trust_at_all() -> None:
    with pytest.raises(MalformedTrust, match="missing"):
        TrustSnapshot.from_targets({"codes.json": demo.codes_json()})


ODD_KEYS: dict[str, Change] = {
    "an unknown field": lambda key: key.update(only_series=[5]),
    "a missing field": lambda key: key.pop("authorities"),
    "an unknown role": lambda key: key.update(role="seal"),
    "a role that is a list": lambda key: key.update(role=["certificate"]),
    "an algorithm that is a list": lambda key: key.update(algorithm=["ES256"]),
    "another algorithm's name": lambda key: key.update(algorithm="Ed25519"),
    "a kid in capital letters": lambda key: key.update(kid=key["kid"].upper()),
    "a short kid": lambda key: key.update(kid="00"),
    "a public key that is no key": lambda key: key.update(public_key="AAAA"),
    "a public key with padding": lambda key: key.update(public_key=key["public_key"] + "="),
    "a public key of impossible length": lambda key: key.update(public_key="AAAAA"),
    "a day that does not exist": lambda key: key.update(not_before="2022-02-30T00:00:00Z"),
    "a time without Z": lambda key: key.update(not_before="2022-01-01T00:00:00"),
    "a life without a beginning": lambda key: key.update(not_before=None),
    "authorities that are texts": lambda key: key.update(authorities=["1"]),
    "an authority that is true": lambda key: key.update(authorities=[True]),
}


@pytest.mark.parametrize("change", ODD_KEYS.values(), ids=ODD_KEYS)
def test_one_odd_key_is_left_out_and_named_and_the_others_stay(change: Change) -> None:
    trust = TrustSnapshot.from_targets(issuers(lambda tree: change(tree["issuers"][0]["keys"][0])))
    assert len(trust.problems) == 1
    assert trust.problems[0].startswith(f"issuers.json: key 0 of {demo.HOME} left out: ")
    assert decide(demo.token(), trust, demo.AT).reasons == ("unknown_key",)
    neighbours = demo.token(demo.NEIGHBOUR_CERTIFICATE_KEY, region=359800)
    assert decide(neighbours, trust, demo.AT).outcome is Outcome.STALE


@pytest.mark.parametrize(
    "codes",
    [
        b"",
        b"{}",
        b'{"format":"zhicheng-codes/1","series":[]}',
        b'{"format":"zhicheng-codes/1","series":{"five":{"zh":"x"}}}',
        b'{"format":"zhicheng-codes/1","series":{"5":"x"}}',
        b'{"format":"zhicheng-codes/1","series":{"5":{"zh":1}}}',
        b'{"format":"zhicheng-codes/1","issuers":{"x":[]}}',
    ],
)
def test_without_readable_codes_every_code_is_shown_as_a_code(codes: bytes) -> None:
    trust = TrustSnapshot.from_targets(demo.trust(codes=codes))
    assert [problem.partition(":")[0] for problem in trust.problems] == ["codes.json"]
    certificate = decide(demo.token(), trust, demo.AT).to_dict()["certificate"]
    assert certificate["series"] == {"code": 5, "zh": None, "en": None}
    assert certificate["scope"] == {"code": "GENERAL", "zh": None, "en": None}


def test_the_newest_instant_of_anything_authentic_is_known() -> None:
    later = demo.LIST_AT + timedelta(hours=3)
    trust = demo.trust(integrity=demo.integrity({}, issued_at=later))
    assert TrustSnapshot.from_targets(trust).known_at == later
    remembered = demo.LIST_AT + timedelta(days=30)
    assert TrustSnapshot.from_targets(trust, known_at=remembered).known_at == remembered
    assert TrustSnapshot.from_targets(trust, known_at=demo.SIGNED_AT).known_at == later


def test_a_liar_cannot_move_the_known_instant() -> None:
    far = datetime(2090, 1, 1, tzinfo=UTC)
    lie = demo.status_list({}, demo.STRANGER_KEY, uri=demo.PREFIX + "2", issued_at=far)
    assert TrustSnapshot.from_targets(demo.trust(list_2=lie)).known_at == demo.LIST_AT


def test_a_remembered_instant_unmasks_a_clock_that_was_set_back() -> None:
    trust = TrustSnapshot.from_targets(demo.trust(), known_at=demo.LIST_AT + timedelta(days=30))
    assert decide(demo.token(), trust, demo.AT).reasons == ("clock_behind",)


def test_a_position_can_be_looked_up_by_its_list_alone() -> None:
    trust = TrustSnapshot.from_targets(demo.trust(list_1=demo.status_list({7: 2})))
    assert trust.status_of(demo.PREFIX + "1", 7).status is Status.SUSPENDED
    assert trust.status_of(demo.PREFIX + "2", 7).status is None
    assert trust.status_of("https://elsewhere.example/s/1", 7) == (None, None, None)


def test_targets_that_are_not_ours_to_read_are_let_be() -> None:
    targets = demo.trust() | {"recognition.json": b"{}", "later/idea.bin": b"\0"}
    assert TrustSnapshot.from_targets(targets).problems == ()


def test_an_older_number_never_replaces_a_newer_one_whatever_the_order() -> None:
    old, new = demo.status_list({}, number=1), demo.status_list({5: 1}, number=2)
    for first, second in ((old, new), (new, old)):
        targets = demo.trust(list_1=None) | {"status/a.cwt": first, "status/b.cwt": second}
        assert TrustSnapshot.from_targets(targets).status_of(demo.PREFIX + "1", 5).status is Status.INVALID


def test_a_key_id_is_the_start_of_the_hash_of_the_public_key() -> None:
    trust = TrustSnapshot.from_targets(demo.trust())
    (key,) = trust.certificate_keys[demo.CERTIFICATE_KEY.kid]
    assert kid_of(key.public_key) == key.kid == demo.CERTIFICATE_KEY.kid
    assert len(key.kid) == 8


def test_a_decision_looks_up_as_much_under_two_hundred_partners_as_under_one() -> None:
    """The work is counted in look-ups, not in time: a partner's keys and lists are never walked."""

    class Counting(dict[Any, Any]):
        looked_up = 0

        def get(self, key: Any, default: Any = None) -> Any:
            Counting.looked_up += 1
            return super().get(key, default)

        def __iter__(self) -> Any:
            raise AssertionError("a decision walks through a table")

    entry = demo.CERTIFICATE_KEY.entry("certificate")
    partners = [
        demo.home(
            [{**demo.DemoKey(f"partner {n}").entry("certificate")}],
            id=f"PARTNER{n:011}",
            status_prefix=f"https://p{n}/",
        )
        for n in range(200)
    ]
    counts = []
    for others in ([], partners):
        home = demo.home([entry, demo.STATUS_KEY.entry("status")])
        trust = TrustSnapshot.from_targets(demo.trust(home, *others))
        counting = TrustSnapshot(
            trust.issuers,
            trust.codes,
            Counting(trust.certificate_keys),
            Counting(trust.publications),
            trust.known_at,
            (),
        )
        Counting.looked_up = 0
        assert decide(demo.token(), counting, demo.AT).outcome is Outcome.VALID_AS_OF
        counts.append(Counting.looked_up)
    assert counts[0] == counts[1]
