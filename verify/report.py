"""A verdict, an error or a trust folder in words, Chinese or English, short enough for a narrow screen.

Only words are made here; colours and columns are made in `cli.py`. Whatever came from outside is stripped of control
and direction characters, so that no name can repaint a terminal.
"""

import json
import locale
import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal

from .issuers import Issuer, Key
from .status import Publication
from .trust import TrustSnapshot
from .verdict import Certificate, Coded, IntegrityState, Outcome, Verdict, instant_text

Language = Literal["zh", "en"]
Tone = Literal["good", "care", "bad"]
Rows = list[tuple[str, str]]

_TONES: dict[Outcome, Tone] = {
    Outcome.VALID_AS_OF: "good",
    Outcome.STALE: "care",
    Outcome.SUPERSEDED: "care",
    Outcome.SUSPENDED: "care",
}
SYMBOLS: dict[Tone, str] = {"good": "✔", "care": "!", "bad": "✘"}
_SHANGHAI = timezone(timedelta(hours=8))
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Card:
    """One verdict for people: what it is, why, the facts, and what to do next."""

    tone: Tone
    headline: str
    as_of: str
    meaning: str
    rows: Rows
    warnings: tuple[str, ...]
    why: tuple[str, ...]
    advice: str


def language(wanted: str | None) -> Language:
    """The language asked for, or the one that the person's locale names; English for all but Chinese."""
    environment = os.environ
    named = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    tongue = (wanted or named or locale.getlocale()[0] or "").lower()
    return "zh" if tongue.startswith(("zh", "chinese")) else "en"


@cache
def _read(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(Path(__file__).with_name(name).read_bytes())
    return tree


def label(name: str, lang: Language, **facts: object) -> str:
    """One of the command's own words."""
    text: str = _read("messages.json")["labels"][name][lang]
    return text.format(**facts)


def error_sentence(code: str, lang: Language) -> str:
    """What an error's code means and what to do about it."""
    errors: dict[str, dict[str, str]] = _read("messages.json")["errors"]
    return errors[code][lang] if code in errors else code


def outcome_words(outcome: Outcome, lang: Language) -> dict[str, str]:
    """Title, meaning and advice for an outcome, shared with the verification page."""
    words: dict[str, str] = _read("words.json")["outcomes"][outcome.value][lang]
    return words


def reason_sentence(reason: str, lang: Language) -> str:
    """Why, in a sentence shared with the verification page."""
    sentence: str = _read("words.json")["reasons"][reason][lang]
    return sentence


def printable(text: str) -> str:
    """Text from outside without control, direction and invisible characters."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def card(verdict: Verdict, lang: Language) -> Card:
    """One verdict, whole."""
    words = outcome_words(verdict.outcome, lang)
    warnings: tuple[str, ...] = ()
    if verdict.integrity.state is IntegrityState.ON_RECORD:
        warnings = (f"{label('integrity', lang)}: {_integrity(verdict, lang)}",)
    return Card(
        tone=_TONES.get(verdict.outcome, "bad"),
        headline=words["title"],
        as_of=_as_of(verdict, lang),
        meaning=words["meaning"],
        rows=_rows(verdict, lang),
        warnings=warnings,
        why=tuple(reason_sentence(reason, lang) for reason in verdict.reasons),
        advice=words["next"],
    )


def line(source: str, verdict: Verdict, lang: Language) -> tuple[Tone, str]:
    """One verdict in one line, for one of many."""
    tone = _TONES.get(verdict.outcome, "bad")
    parts = [SYMBOLS[tone], outcome_words(verdict.outcome, lang)["title"]]
    if verdict.as_of:
        parts.append(_when(verdict.as_of))
    if certificate := verdict.certificate:
        parts += [certificate.holder_name, certificate.title_name, certificate.number]
    if verdict.integrity.state is IntegrityState.ON_RECORD:
        parts.append(f"! {_integrity(verdict, lang)}")
    return tone, "  ".join(printable(part) for part in [*parts, source])


def _as_of(verdict: Verdict, lang: Language) -> str:
    """The line under the headline that every answer about a state needs: as of when, and how long ago that was."""
    if verdict.as_of is None:
        return ""
    age = _age(verdict.checked_at - verdict.as_of, lang)
    return label("as_of", lang, when=_when(verdict.as_of), age=age) + "\n"


def _age(passed: timedelta, lang: Language) -> str:
    passed = max(passed, timedelta(0))
    return (
        label("days", lang, days=passed // _DAY) if passed >= 2 * _DAY else label("hours", lang, hours=passed // _HOUR)
    )


def _when(instant: datetime) -> str:
    """An instant as its readers' wall clock shows it. JSON has it in UTC."""
    return f"{instant.astimezone(_SHANGHAI):%Y-%m-%d %H:%M} UTC+8"


def _rows(verdict: Verdict, lang: Language) -> Rows:
    rows: Rows = []
    if certificate := verdict.certificate:
        rows += _certificate_rows(certificate, lang)
    if issuer := verdict.issuer:
        rows.append((label("issuer", lang), printable(_name(issuer, lang))))
    if verdict.ended:
        rows.append((label("ended", lang), verdict.ended.effective_from.isoformat()))
        rows.append((label("decided", lang), verdict.ended.decided_on.isoformat()))
    if verdict.certificate:
        rows.append((label("integrity", lang), _integrity(verdict, lang)))
    rows.append((label("checked", lang), _when(verdict.checked_at)))
    return rows


def _certificate_rows(certificate: Certificate, lang: Language) -> Rows:
    version = "" if certificate.version == 1 else f" ({label('version', lang, version=certificate.version)})"
    facts = [
        ("holder", certificate.holder_name),
        ("title", certificate.title_name),
        ("level", _coded(certificate.level, lang)),
        ("series", _coded(certificate.series, lang)),
        ("specialty", _coded(certificate.specialty, lang)),
        ("scope", _coded(certificate.scope, lang)),
        ("granted", certificate.grant_date.isoformat()),
        ("authority", _coded(certificate.authority, lang)),
        ("region", _coded(certificate.region, lang)),
        ("number", f"{certificate.number}{version}"),
    ]
    return [(label(name, lang), printable(value)) for name, value in facts if value]


def _coded(coded: Coded, lang: Language) -> str:
    if coded.code == 0:
        return ""
    word = coded.words.zh if lang == "zh" else coded.words.en or coded.words.zh
    return word or label("code", lang, code=coded.code)


def _name(issuer: Issuer, lang: Language) -> str:
    return (issuer.name.zh if lang == "zh" else issuer.name.en) or issuer.name.zh or issuer.name.en or issuer.id


def _integrity(verdict: Verdict, lang: Language) -> str:
    integrity = verdict.integrity
    if integrity.state is IntegrityState.ON_RECORD and integrity.last_day:
        return label("integrity_on_record", lang, last_day=integrity.last_day.isoformat())
    if integrity.state is IntegrityState.CLEAR and integrity.as_of:
        return label("integrity_clear", lang, as_of=_when(integrity.as_of))
    return label("integrity_unknown", lang)


# What a trust folder holds.


def trust_facts(trust: TrustSnapshot, fingerprint: str, known_good: datetime) -> dict[str, Any]:
    """What is trusted, for programs: `show --json`."""
    return {
        "root_fingerprint": fingerprint,
        "known_good": instant_text(known_good),
        "issuers": [
            {
                "id": issuer.id,
                "region": issuer.region,
                "name": {"zh": issuer.name.zh, "en": issuer.name.en},
                "keys": [
                    _key_facts(key) for keys in trust.certificate_keys.values() for key in keys if key.issuer == issuer
                ],
                "publications": [_publication_facts(published) for published in _of(trust, issuer)],
            }
            for issuer in trust.issuers.values()
        ],
        "problems": list(trust.problems),
    }


def trust_rows(trust: TrustSnapshot, fingerprint: str, known_good: datetime, at: datetime, lang: Language) -> Rows:
    """What is trusted, for people: `show`."""
    rows = [(label("fingerprint", lang), fingerprint), (label("known_at", lang), _when(known_good))]
    for issuer in trust.issuers.values():
        rows.append((label("issuer", lang), printable(f"{_name(issuer, lang)} ({issuer.id})")))
        for keys in trust.certificate_keys.values():
            rows += [(label("key", lang), _key_words(key, lang)) for key in keys if key.issuer == issuer]
        rows += [(label("list", lang), _publication_words(published, at, lang)) for published in _of(trust, issuer)]
    rows += [(label("problem", lang), printable(problem)) for problem in trust.problems]
    return rows


def _of(trust: TrustSnapshot, issuer: Issuer) -> list[Publication]:
    published = trust.publications[issuer.id]
    return [*published.lists.values(), *filter(None, (published.integrity, published.history))]


def _key_facts(key: Key) -> dict[str, Any]:
    return {
        "kid": key.kid.hex(),
        "not_before": instant_text(key.not_before),
        "retired_at": key.retired_at and instant_text(key.retired_at),
        "compromised_since": key.compromised_since and instant_text(key.compromised_since),
    }


def _publication_facts(published: Publication) -> dict[str, Any]:
    return {
        "uri": published.sub,
        "number": published.number,
        "issued_at": instant_text(published.issued_at),
        "expires_at": instant_text(published.expires_at),
    }


def _key_words(key: Key, lang: Language) -> str:
    life = f"{key.kid.hex()}  {key.not_before:%Y-%m-%d} – {f'{key.retired_at:%Y-%m-%d}' if key.retired_at else ''}"
    if key.compromised_since:
        return f"{life}  {label('compromised', lang, since=_when(key.compromised_since))}"
    return life


def _publication_words(published: Publication, at: datetime, lang: Language) -> str:
    past = _age(at - published.issued_at, lang)
    expired = f", {label('expired', lang)}" if at >= published.expires_at else ""
    number = label("publication_number", lang)
    return f"{printable(published.sub)}  {number} {published.number}, {_when(published.issued_at)}, {past}{expired}"
