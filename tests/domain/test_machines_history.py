"""A record of a historical title, whatever order people try things in."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.import_record import ImportRecord, Match, RecordState
from domain.standing import TitleFacts
from tests.domain.attempts import assert_replay_agrees, attempt
from tests.domain.builders import ORGANISER, act, named
from tests.domain.stories_history import BODY, body, holding, staged

pytestmark = pytest.mark.covers("S2.6d")

HELD = st.lists(st.sampled_from([holding(), holding(on="2014-12-01"), holding(effective=False)]), max_size=2)
ENDED = {RecordState.REGISTERED, RecordState.REJECTED}


class RecordLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.record: ImportRecord = staged()
        self.fallen_when_attested = False

    @rule(held=HELD, same_name=st.booleans())
    def match(self, held: list[TitleFacts], same_name: bool) -> None:
        attempt(
            self.record,
            lambda: self.record.match(
                act("2022-07-20"), person_id=named("p"), by=Match.KNOWN, same_name=same_name, held=held
            ),
        )

    @rule()
    def resolve(self) -> None:
        attempt(self.record, lambda: self.record.resolve_conflict(act("2022-07-21")))

    @rule()
    def reject(self) -> None:
        attempt(self.record, lambda: self.record.reject(act("2022-07-21"), reason="x"))

    @rule(held=HELD, unit=st.sampled_from([BODY, ORGANISER]), known=st.booleans())
    def attest(self, held: list[TitleFacts], unit: str, known: bool) -> None:
        evaluator = body().facts() if known else None
        if attempt(self.record, lambda: self.record.attest(act("2022-07-22", unit=unit), evaluator, held)):
            assert (unit, known) == (BODY, True)
            if self.record.state is RecordState.REGISTERED:
                assert all(title.effective for title in held)

    @invariant()
    def a_registered_record_was_attested_by_the_body_that_evaluated(self) -> None:
        attested = [e for e in self.record.pending_events if isinstance(e, ImportRecord.Attested)]
        assert [e.attester_uscc for e in attested] == [BODY] * (self.record.state is RecordState.REGISTERED)

    @invariant()
    def an_end_is_an_end(self) -> None:
        ends = [e for e in self.record.pending_events if isinstance(e, ImportRecord.Registered | ImportRecord.Rejected)]
        assert len(ends) == (self.record.state in ENDED)

    @invariant()
    def replaying_agrees(self) -> None:
        assert_replay_agrees(self.record)


RecordLife.TestCase.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)
TestRecordLife = RecordLife.TestCase
