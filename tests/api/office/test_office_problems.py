"""One table from errors to problems: nothing that the office refuses lacks a status and words in two languages."""

import asyncio
import json
from threading import Event, Thread
from typing import Any

import pytest

import api.office.window
from api.office.problems import ERRORS, PROBLEMS, refusal
from api.office.window import Threads
from api.problems import Problem
from domain.errors import DomainError
from domain.rules.words import WORDS
from registry import ConcurrencyConflict, Forbidden, MintRefused, PaperError, RegistryError, RuleRefused, Unavailable
from registry.refusal_words import CODE_WORDS
from tests.api.office.counter import Counter
from tests.support.office import ADMIN


def _below(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(_below(child) for child in root.__subclasses__()))


def test_every_error_of_the_registry_has_a_status_and_words() -> None:
    everything = (_below(RegistryError) | _below(PaperError)) - {RegistryError}
    assert everything - set(ERRORS) == set()
    assert MintRefused in everything


@pytest.mark.parametrize("kind", [*ERRORS.values(), *PROBLEMS.values()], ids=lambda kind: kind.en[:30])
def test_every_problem_is_an_error_with_a_sentence_in_each_language(kind: object) -> None:
    assert 400 <= kind.status < 600  # type: ignore[attr-defined]
    assert kind.zh.endswith("。")  # type: ignore[attr-defined]
    assert kind.en.endswith(".")  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_rule_that_refuses_speaks_its_own_words(language: str) -> None:
    error = RuleRefused("R-ONE-1 FAILS", code="rule_refused", rule_id="R-ONE-1", clause="S3.6a")
    problem = json.loads(bytes(refusal(error, language).body))
    assert problem["detail"] == getattr(WORDS["R-ONE-1"], language)
    assert problem["type"] == "urn:zhicheng:problem:rule_refused"
    assert (problem["rule_id"], problem["clause"], problem["status"]) == ("R-ONE-1", "S3.6a", 409)


def test_without_a_rule_the_code_speaks_and_the_offices_sentence_stands_beside_it() -> None:
    error = Forbidden("this is the business of another unit", code="other_unit")
    for language in ("zh", "en"):
        problem = json.loads(bytes(refusal(error, language).body))
        assert problem["detail"] == problem["words"][language] == getattr(CODE_WORDS["other_unit"], language)
    assert problem["reason"] == "this is the business of another unit"
    assert {"rule_id", "findings"}.isdisjoint(problem)


def test_every_finding_of_a_refusal_says_what_to_do_in_both_languages() -> None:
    findings = [{"rule_id": "R-ELIG-2", "outcome": "FAILS", "clause": "S1.3", "retired": True}]
    error = RuleRefused("x", code="rule_refused", rule_id="R-ELIG-2", clause="S1.3", facts={"findings": findings})
    (told,) = json.loads(bytes(refusal(error, "zh").body))["findings"]
    assert (told["rule_id"], told["clause"], told["retired"]) == ("R-ELIG-2", "S1.3", True)
    assert told["words"] == {"zh": WORDS["R-ELIG-2"].zh, "en": WORDS["R-ELIG-2"].en}


def test_what_may_be_tried_again_says_when() -> None:
    assert refusal(Unavailable("later", code="store_unavailable"), "en").headers["retry-after"] == "5"
    assert "retry-after" not in refusal(ConcurrencyConflict(), "en").headers


def test_every_refusal_of_the_law_reaches_the_window_as_one_kind() -> None:
    assert _below(DomainError) == {DomainError}


def test_the_window_answers_while_the_office_is_busy(shared: Counter) -> None:
    """A command waits for its turn in a thread of its own; the event loop goes on."""
    receipts: list[int] = []
    paper: dict[str, Any] = {"year": 2099, "legal_date": "2022-06-01", "document_ref": "1"}
    waiting = Thread(target=lambda: receipts.append(shared.do(ADMIN, "open-season", **paper).status_code))
    with shared.office._turn:
        waiting.start()
        assert shared.client.get("/healthz").status_code == 200
        assert shared.ask(ADMIN, "list-seasons").status_code == 200
        assert receipts == []
    waiting.join(timeout=30)
    assert receipts == [201]


def test_more_than_may_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.office.window, "WAITING", 1)
    threads, held = Threads("test", 1), Event()

    async def crowd() -> None:
        inside = [asyncio.ensure_future(threads.run(held.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as busy:
            await threads.run(held.wait)
        assert (busy.value.code, busy.value.headers["Retry-After"]) == ("busy", "1")
        held.set()
        assert await asyncio.gather(*inside) == [True, True]
        assert await threads.run(lambda: "again") == "again"

    asyncio.run(crowd())
