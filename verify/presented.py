"""What a person points at (texts, files, folders, standard input) to the texts that `decide` gets, with their source.

An input that cannot be read is an answer of its own, never an exception: the others are still looked at.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from . import limits
from .errors import ScanError
from .scan import read

STANDARD_INPUT = "-"
FILE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".pdf"})


@dataclass(frozen=True)
class Presented:
    """One input. `texts` are alternatives found in one file; empty when `error` says why there is none."""

    source: str
    texts: tuple[str, ...] = ()
    error: ScanError | None = None
    skipped: int = 0  # files of a folder that are no pictures and no PDF


def gather(targets: Iterable[str], standard_input: BinaryIO) -> Iterator[Presented]:
    """Yield what each target holds, in order.

    `-` is standard input, one text a line. An existing folder gives its pictures and PDF files, at any depth, in order
    of their names; an existing file is read by its content; a name that ends like a file's must be there; anything else
    is a text.
    """
    for target in targets:
        if target == STANDARD_INPUT:
            yield from _lines(standard_input)
        elif os.path.isdir(target):  # noqa: PTH112 - unlike Path, it takes a text of any length
            yield from _folder(Path(target))
        elif os.path.exists(target) or _names_a_file(target):  # noqa: PTH110 - same reason
            yield _file(Path(target))
        else:
            yield Presented(_shortened(target), (target,))


def _names_a_file(target: str) -> bool:
    return "#" not in target and (Path(target).suffix.lower() in FILE_ENDINGS or target.endswith(("/", "\\")))


def _lines(standard_input: BinaryIO) -> Iterator[Presented]:
    number = 0
    while line := standard_input.readline(limits.LINE_BYTES):
        number += 1
        text = line.decode("utf-8", "replace").strip()
        if text:
            yield Presented(f"-:{number}", (text,))


def _folder(folder: Path) -> Iterator[Presented]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    chosen = [path for path in files if path.suffix.lower() in FILE_ENDINGS]
    if not chosen:
        yield Presented(str(folder), error=ScanError("unreadable", f"{folder} holds no picture and no PDF file."))
    elif len(files) > len(chosen):
        yield Presented(str(folder), skipped=len(files) - len(chosen))
    for path in chosen:
        yield _file(path)


def _file(path: Path) -> Presented:
    try:
        return Presented(str(path), tuple(read(path, name=str(path))))
    except ScanError as error:
        return Presented(str(path), error=error)


def _shortened(text: str) -> str:
    longest = 48
    return text if len(text) <= longest else f"{text[:longest]}…"
