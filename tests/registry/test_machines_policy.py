"""Random histories of policy changes: one open at a time, two persons each, and dates alone say which is in force."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.aggregate import Act, Aggregate
from registry.application import A
from registry.errors import NotFound
from registry.policy import PolicyDocument, load_policy
from registry.policy_change import PolicyChange, PolicyChangeState, adopted_on, changes_of, policy_on
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import act

SHIPPED = load_policy()
WHO = st.sampled_from(["one", "two"])
FIRST = date(2022, 7, 1)


class Shelf:
    """The streams there are, as a reader finds them."""

    def __init__(self) -> None:
        self.held: dict[UUID, Aggregate] = {}

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        found = self.held.get(aggregate_id)
        return found if isinstance(found, kind) else None

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        found = self.find(kind, aggregate_id)
        if found is None:
            raise NotFound(str(aggregate_id))
        return found


class PolicyLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST
        self.shelf = Shelf()

    @property
    def changes(self) -> list[PolicyChange]:
        return list(changes_of(self.shelf))

    def by(self, who: str, on: date | None = None) -> Act:
        return act((on or self.today).isoformat(), who)

    @rule(days=st.sampled_from([1, 30]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(who=WHO, years=st.integers(1, 9))
    def propose(self, who: str, years: int) -> None:
        values = SHIPPED.values.model_dump(mode="json", by_alias=True)
        values["integrity.years"]["value"] = years
        changes = self.changes
        if changes and not attempt(changes[-1], changes[-1].refuse_another):
            return
        number = max([SHIPPED.version, *(change.number for change in changes)]) + 1
        document = PolicyDocument.model_validate({"version": number, "values": values}).model_dump_json(by_alias=True)
        change = PolicyChange.propose(self.by(who), n=len(changes) + 1, number=number, document=document, reason="r")
        self.shelf.held[change.id] = change

    @rule(who=WHO, back=st.integers(0, 20), right=st.booleans())
    def adopt(self, who: str, back: int, right: bool) -> None:
        if not self.changes:
            return
        change = self.changes[-1]
        before = [c.in_force_from for c in self.changes if c.in_force_from is not None]
        digest = change.document_sha256 if right else "0" * 64
        on = max(FIRST, self.today - timedelta(days=back))
        newest = max(before, default=None)
        proposer = change.proposer_id
        if attempt(change, lambda: change.adopt(self.by(who, on), document_sha256=digest, not_before=newest)):
            assert right
            assert who != proposer
            assert newest is None or newest <= on

    @rule(who=WHO)
    def drop(self, who: str) -> None:
        if self.changes:
            change = self.changes[-1]
            attempt(change, lambda: change.drop(self.by(who)))

    @invariant()
    def at_most_one_is_open(self) -> None:
        assert sum(change.state is PolicyChangeState.PROPOSED for change in self.changes) <= 1

    @invariant()
    def versions_rise_with_their_dates(self) -> None:
        adopted = [change for change in self.changes if change.in_force_from is not None]
        assert [c.number for c in adopted] == sorted({c.number for c in adopted})
        dates = [c.in_force_from for c in adopted if c.in_force_from is not None]
        assert dates == sorted(dates)

    @invariant()
    def the_newest_adopted_one_whose_day_has_come_is_in_force(self) -> None:
        for on in (FIRST - timedelta(days=1), self.today - timedelta(days=3), self.today):
            newest = adopted_on(self.shelf, on)
            law = policy_on(self.shelf, SHIPPED, on)
            assert law.version == (newest.number if newest else SHIPPED.version)
            if newest is not None:
                assert newest.in_force_from is not None
                assert newest.in_force_from <= on

    @invariant()
    def replaying_agrees(self) -> None:
        for change in self.changes:
            assert_replay_agrees(change)


TestPolicyLife = PolicyLife.TestCase
TestPolicyLife.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
