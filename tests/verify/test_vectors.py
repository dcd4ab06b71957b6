"""Our own vectors: they judge this implementation and the page's JavaScript alike."""

import pytest

from tests.support.vectors import FOLDER, VectorCase, vector_cases
from tests.vectors import examples, make
from verify import decide

CASES = vector_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_a_vector_gets_its_verdict(case: VectorCase) -> None:
    assert decide(case.presented, case.trust(), case.at, case.policy).to_dict() == case.expect


def test_making_the_vectors_again_changes_no_byte() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert dict(make.files()) == written


def test_the_worked_examples_of_the_formats_are_the_ones_that_the_code_writes() -> None:
    assert all(path.read_text(encoding="utf-8") == text for path, text in examples.documents())
