"""Every rule that can stop a person has words for it, in both languages."""

import re
from pathlib import Path

import domain
from domain.rules.words import WORDS

ROOM = Path(domain.__file__).parent


def test_every_rule_the_law_can_name_has_words() -> None:
    named = {
        rule
        for file in ROOM.rglob("*.py")
        if file.name != "words.py"
        for rule in re.findall(r'"(R-[A-Z]+-\d+)"', file.read_text(encoding="utf-8"))
    }
    assert named - set(WORDS) == set()


def test_words_are_sentences_in_chinese_and_in_english() -> None:
    for words in WORDS.values():
        assert words.zh.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]{4}", words.zh)
        assert words.en.endswith(".")
        assert words.en.isascii()
