"""Random histories of entries that may be one person, and of standards, in whatever order people try."""

from datetime import timedelta
from itertools import combinations
from unittest import TestCase

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.aggregate import Act
from domain.annual_slot import AnnualSlot
from domain.errors import DomainError
from domain.evaluation_standard import EvaluationStandard
from domain.identity_match import IdentityMatch
from domain.person import Person
from domain.values import PreferenceTag
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import act, day, named, person
from tests.domain.stories_people import CONDITIONS, WAIVED, standard

NAMES = ("a", "b", "c", "d")
who = st.sampled_from(NAMES)


class PeopleLife(RuleBasedStateMachine):
    """Four entries under one name and birth date, and one season."""

    def __init__(self) -> None:
        super().__init__()
        self.today = day("2022-07-20")
        self.people: dict[str, Person] = {name: person(name) for name in NAMES}
        self.match = IdentityMatch.see(self.act(), None, trait_index="t", person_id=named("a"))
        self.slots: dict[str, AnnualSlot] = {}
        self.merges = 0

    def act(self) -> Act:
        self.today += timedelta(days=1)
        return act(self.today.isoformat())

    def ids(self, name: str) -> list[str]:
        """Every entry of the natural person behind this one."""
        kept = self.people[name]
        while kept.merged_into is not None:
            kept = next(one for one in self.people.values() if one.id == kept.merged_into)
        return [other for other, one in self.people.items() if one.id in (kept.id, *kept.absorbed)]

    @rule(name=who)
    def see(self, name: str) -> None:
        attempt(
            self.match,
            lambda: IdentityMatch.see(self.act(), self.match, trait_index="t", person_id=named(name)),
        )

    @rule(kept=who, merged=who)
    def merge(self, kept: str, merged: str) -> None:
        these, those = self.ids(kept), self.ids(merged)
        if attempt(self.people[kept], lambda: self.people[kept].merge(self.act(), self.people[merged])):
            self.merges += 1
            self.match.confirm(self.act(), list(map(named, these)), list(map(named, those)))

    @rule(one=who, other=who)
    def dismiss(self, one: str, other: str) -> None:
        these, those = (list(map(named, self.ids(name))) for name in (one, other))
        attempt(self.match, lambda: self.match.dismiss(self.act(), these, those))

    @rule(name=who)
    def declare(self, name: str) -> None:
        """As the office does it: a merged entry declares no more, and a held year is held under every id."""
        if self.people[name].merged_into is not None:
            return
        held = [self.slots[one] for one in self.ids(name) if one in self.slots]
        if not any(slot.holder or slot.barred for slot in held):
            self.slots[name] = AnnualSlot.claim(
                self.act(), self.slots.get(name), person_id=named(name), season=2022, declaration_id=named(f"by {name}")
            )

    @rule(name=who)
    def bar(self, name: str) -> None:
        for one in self.ids(name):
            if one in self.slots:
                self.slots[one].bar(self.act())

    @invariant()
    def every_entry_is_one_person_or_merged_into_one(self) -> None:
        kept = [one for one in self.people.values() if one.merged_into is None]
        covered = [identity for one in kept for identity in (one.id, *one.absorbed)]
        assert sorted(covered) == sorted(one.id for one in self.people.values())
        assert len(kept) == len(self.people) - self.merges

    @invariant()
    def nobody_is_a_pending_duplicate_of_themself(self) -> None:
        for name in NAMES:
            mine = list(map(named, self.ids(name)))
            assert not self.match.pending(mine) & set(mine)

    @invariant()
    def pending_is_mutual(self) -> None:
        for one, other in combinations(map(named, NAMES), 2):
            assert (other in self.match.pending([one])) is (one in self.match.pending([other]))

    @invariant()
    def without_a_merge_one_entry_holds_the_year_once(self) -> None:
        for name, slot in self.slots.items():
            assert slot.holder == named(f"by {name}")

    @invariant()
    def a_barred_year_stays_barred(self) -> None:
        for name, slot in self.slots.items():
            if slot.barred:
                with pytest.raises(DomainError, match="barred"):
                    AnnualSlot.claim(
                        self.act(), slot, person_id=named(name), season=2022, declaration_id=named("another")
                    )

    @invariant()
    def replaying_agrees(self) -> None:
        for one in self.people.values():
            assert_replay_agrees(one)
        assert_replay_agrees(self.match)


class StandardLife(RuleBasedStateMachine):
    """Versions published in any order, with names and waivers that fit or do not."""

    def __init__(self) -> None:
        super().__init__()
        self.standard = standard()
        self.known = {version.version: version for version in self.standard.versions}

    @rule(
        name=st.sampled_from(["05-412-1", "v3", "v4", "v5"]),
        since=st.sampled_from(["2022-04-30", "2022-06-15", "2022-08-01", "2023-01-01"]),
        waived=st.sampled_from([{}, WAIVED, {PreferenceTag.SKILLED_WORKER: frozenset({"CONDUCT"})}]),
        count=st.integers(1, 2),
    )
    def publish(self, name: str, since: str, waived: dict[PreferenceTag, frozenset[str]], count: int) -> None:
        published = attempt(
            self.standard,
            lambda: EvaluationStandard.publish(
                act("2022-05-03"),
                self.standard,
                series_code="05",
                specialty_code="",
                level=412,
                version=name,
                in_force_from=day(since),
                conditions=CONDITIONS[:count],
                waived=waived,
            ),
        )
        if published:
            assert name not in self.known
            self.known[name] = self.standard.versions[-1]

    @invariant()
    def a_version_never_changes_once_it_is_published(self) -> None:
        assert {name: self.standard.named(name) for name in self.known} == self.known

    @invariant()
    def the_version_in_force_began_last_and_waives_no_conduct(self) -> None:
        for on in map(day, ("2022-06-15", "2022-08-01", "2023-01-01")):
            in_force = self.standard.on(on)
            assert in_force is not None
            assert not any(in_force.in_force_from < other.in_force_from <= on for other in self.known.values())
            assert all("CONDUCT" not in items for items in in_force.waived.values())

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.standard)


def tried(machine: type[RuleBasedStateMachine]) -> type[TestCase]:
    machine.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
    return machine.TestCase


TestPeopleLife = tried(PeopleLife)
TestStandardLife = tried(StandardLife)
