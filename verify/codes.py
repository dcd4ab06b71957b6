"""codes.json (docs/formats/trust-repository.md): the words for coded claims.

A code without a word is shown as a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .errors import MalformedTrust
from .issuers import Words, parse_json

FORMAT: Final = "zhicheng-codes/1"
_NO_WORDS: Final = Words()

Table = Mapping[int, Words]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Words by code; specialties and authorities by issuer, whose own codes they are."""

    series: Table = field(default_factory=dict)
    levels: Table = field(default_factory=dict)
    scopes: Table = field(default_factory=dict)
    regions: Table = field(default_factory=dict)
    specialties: Mapping[str, Table] = field(default_factory=dict)
    authorities: Mapping[str, Table] = field(default_factory=dict)

    def specialty(self, issuer_id: str, code: int) -> Words:
        """Look up a specialty of one issuer."""
        return self.specialties.get(issuer_id, {}).get(code, _NO_WORDS)

    def authority(self, issuer_id: str, code: int) -> Words:
        """Look up an approving authority of one issuer."""
        return self.authorities.get(issuer_id, {}).get(code, _NO_WORDS)


def word(table: Table, code: int) -> Words:
    """Look up one code; a code without a word gives empty `Words`."""
    return table.get(code, _NO_WORDS)


def parse_codes(data: bytes) -> CodeTable:
    """Read codes.json. Raises `MalformedTrust`; without it every code is shown as a code."""
    tree = parse_json(data, "codes.json", FORMAT)
    issuers = tree.get("issuers", {})
    if not isinstance(issuers, dict) or not all(isinstance(entry, dict) for entry in issuers.values()):
        raise MalformedTrust("codes.json: issuers are not a map")
    return CodeTable(
        series=_table(tree, "series"),
        levels=_table(tree, "levels"),
        scopes=_table(tree, "scopes"),
        regions=_table(tree, "regions"),
        specialties={issuer_id: _table(entry, "specialties") for issuer_id, entry in issuers.items()},
        authorities={issuer_id: _table(entry, "authorities") for issuer_id, entry in issuers.items()},
    )


def _table(tree: Mapping[str, Any], name: str) -> Table:
    entries = tree.get(name, {})
    if not isinstance(entries, dict):
        raise MalformedTrust(f"codes.json: {name} is not a map")
    table = {}
    for code, words in entries.items():
        if not (code.isascii() and code.isdigit() and len(code) <= 6 and isinstance(words, dict)):  # noqa: PLR2004 - longest code
            raise MalformedTrust(f"codes.json: {name} holds something else than codes")
        zh, en = words.get("zh"), words.get("en")
        if not all(text is None or isinstance(text, str) for text in (zh, en)):
            raise MalformedTrust(f"codes.json: {name} {code} has a word that is no text")
        table[int(code)] = Words(zh, en)
    return table
