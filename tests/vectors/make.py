"""Write tests/vectors/*.json and the examples in docs/formats again: `python -m tests.vectors.make`.

Same code, same bytes; a test compares.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.vectors import claims, ed25519, envelopes, examples, keys, ordinary, publications, texts

FOLDER = Path(__file__).parent
PARTS = (ordinary, texts, envelopes, claims, keys, publications, ed25519)


def files() -> Iterator[tuple[Path, str]]:
    """Every vector file with the text it must have."""
    for make in (make for part in PARTS for make in part.FILES):
        file = make()
        yield FOLDER / f"{file.stem}.json", file.write()


def main() -> None:
    for path, text in chain(files(), examples.documents()):
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(text)} characters")  # noqa: T201


if __name__ == "__main__":
    main()
