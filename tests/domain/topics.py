"""The stored vocabulary: topics, schema versions, fields. `python -m tests.domain.topics` rewrites the file."""

from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import domain
from domain.aggregate import Aggregate

FILE = Path(__file__).parent / "topics.txt"
ROOM = Path(domain.__file__).parent


def aggregates() -> list[type[Aggregate]]:
    for module in sorted(ROOM.glob("*.py")):
        import_module(f"domain.{module.stem}")
    found, waiting = [], [Aggregate]
    while waiting:
        known = waiting.pop()
        waiting.extend(known.__subclasses__())
        if "TOPIC" in vars(known) and known.__module__.startswith("domain."):
            found.append(known)
    return sorted(found, key=topic_of)


def events(of: type[Aggregate]) -> list[type[Any]]:
    nested = [value for value in vars(of).values() if isinstance(value, type) and issubclass(value, Aggregate.Event)]
    return sorted((event for event in nested if getattr(event, "TOPIC", "")), key=topic_of)


def topic_of(stored: type[Any]) -> str:
    return str(stored.TOPIC)


def vocabulary() -> str:
    envelope = {field.name for field in fields(Aggregate.Event)}
    lines = [f"# every event: {' '.join(field.name for field in fields(Aggregate.Event))}"]
    for aggregate in aggregates():
        lines += ["", topic_of(aggregate)]
        for event in events(aggregate):
            own = [field.name for field in fields(event) if field.name not in envelope]
            lines.append(" ".join([f"  {topic_of(event)}", f"v{getattr(event, 'class_version', 1)}", *own]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(vocabulary(), encoding="utf-8")
