"""The documents: links that lead somewhere, numbers that are there, words that are the code's."""

import re

from registry.commands.demo import SHOWN
from tests.support.tree import ROOT, tracked_files
from verify import Outcome

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"")


def test_every_relative_link_of_a_document_leads_to_a_file() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked_files()
        if path.suffix == ".md"
        for pair in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in (target := next(filter(None, pair))) and not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_outcomes_are_spelled_in_the_decision_document_as_in_the_code() -> None:
    text = (ROOT / "docs/formats/decision.md").read_text(encoding="utf-8")
    assert ", ".join(outcome.value for outcome in Outcome) in " ".join(text.split())


def test_readme_shows_what_was_measured_against_every_promise_kept_or_missed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- bench: begin -->")[2].partition("<!-- bench: end -->")[0]
    assert table.count(": kept") + table.count(": **missed**") >= 9


def test_no_document_names_a_place_of_one_machine() -> None:
    forbidden = re.compile(r"/work/|/root/|pypi\.org|registry\.npmjs|deb\.debian\.org")
    naming = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix not in {".png", ".json"}
        and path.name != "test_docs.py"
        and forbidden.search(path.read_text("utf-8", "replace"))
    ]
    assert naming == []


def test_the_demo_shows_every_way_a_certificate_can_end() -> None:
    assert {"valid", "revoked", "invalidated", "deregistered", "superseded", "on-record"} <= set(SHOWN)
