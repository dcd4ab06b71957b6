"""The sentences for people: complete, in both languages, and fair to the holder."""

import json
import re
from typing import Any

import pytest

from tests.support.tree import ROOT
from tests.support.vectors import vector_cases
from verify import Outcome

WORDS: dict[str, Any] = json.loads((ROOT / "verify" / "words.json").read_text(encoding="utf-8"))
FORMAT = (ROOT / "docs" / "formats" / "decision.md").read_text(encoding="utf-8")
HAN = re.compile(r"[\u4e00-\u9fff]")


def documented_reasons() -> set[str]:
    listed = re.search(r"\*\*Reasons\*\* are stable codes: `([^`]+)`", FORMAT)
    assert listed is not None
    return set(re.split(r",\s*", listed[1]))


def sentences() -> list[tuple[str, str]]:
    """Every sentence with its language."""
    outcomes = [(lang, text) for words in WORDS["outcomes"].values() for lang in words for text in words[lang].values()]
    return outcomes + [(lang, text) for words in WORDS["reasons"].values() for lang, text in words.items()]


def test_every_outcome_has_a_title_a_meaning_and_a_next_step_in_both_languages() -> None:
    assert set(WORDS["outcomes"]) == {outcome.value for outcome in Outcome}
    for words in WORDS["outcomes"].values():
        assert {lang: set(parts) for lang, parts in words.items()} == {
            "zh": {"title", "meaning", "next"},
            "en": {"title", "meaning", "next"},
        }


def test_every_documented_reason_has_a_sentence_in_both_languages_and_there_are_no_others() -> None:
    assert set(WORDS["reasons"]) == documented_reasons()
    assert all(set(words) == {"zh", "en"} for words in WORDS["reasons"].values())


def test_the_vectors_cover_every_outcome_and_every_reason() -> None:
    verdicts = [case.expect for case in vector_cases()]
    assert {verdict["outcome"] for verdict in verdicts} == set(WORDS["outcomes"])
    assert {reason for verdict in verdicts for reason in verdict["reasons"]} == documented_reasons()


@pytest.mark.parametrize(("lang", "text"), sentences())
def test_a_sentence_is_short_and_in_its_own_language(lang: str, text: str) -> None:
    assert bool(HAN.search(text)) == (lang == "zh")
    assert 0 < len(text) <= (70 if lang == "zh" else 150)


@pytest.mark.parametrize("outcome", ["MALFORMED", "INVALIDATED", "DEREGISTERED", "SUSPENDED", "SUPERSEDED", "STALE"])
def test_nothing_short_of_a_revocation_is_called_one(outcome: str) -> None:
    words = WORDS["outcomes"][outcome]
    assert "撤销" not in "".join(words["zh"].values())
    assert "revoked" not in " ".join(words["en"].values()).lower()


def test_no_title_says_valid_without_saying_as_of_when() -> None:
    titles = [words["en"]["title"].lower() for words in WORDS["outcomes"].values()]
    claiming = [title for title in titles if re.search(r"(?<!not )\bvalid\b", title)]
    assert claiming == ["valid as of the time shown"]
    assert "有效" in WORDS["outcomes"]["VALID_AS_OF"]["zh"]["title"]
