"""The office: procedure between people and the law. What the windows may use is named here."""

from domain.rules.words import WORDS as RULE_WORDS
from registry.bootstrap import Office, open_office
from registry.clock import Clock, FixedClock, SystemClock
from registry.command import Actor, Answer, Command, CommandSpec, Query, QuerySpec, Receipt, Role
from registry.errors import (
    AlreadyExists,
    ConcurrencyConflict,
    ConfigurationError,
    Forbidden,
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    PersonErased,
    RegistryError,
    RuleRefused,
    Unavailable,
)
from registry.exports import EXPORTS, Export, export_query
from registry.issuance import Row, RowState
from registry.messages import COMMANDS, QUERIES
from registry.minting import MintRefused
from registry.paper import PaperError
from registry.press import Press, PublicationState
from registry.refusal_words import refusal_words
from registry.settings import Issuer, Settings, load_settings

__all__ = [
    "COMMANDS",
    "EXPORTS",
    "QUERIES",
    "RULE_WORDS",
    "Actor",
    "AlreadyExists",
    "Answer",
    "Clock",
    "Command",
    "CommandSpec",
    "ConcurrencyConflict",
    "ConfigurationError",
    "Export",
    "FixedClock",
    "Forbidden",
    "IdempotencyKeyReused",
    "InvalidInput",
    "Issuer",
    "MintRefused",
    "NotFound",
    "Office",
    "PaperError",
    "PersonErased",
    "Press",
    "PublicationState",
    "Query",
    "QuerySpec",
    "Receipt",
    "RegistryError",
    "Role",
    "Row",
    "RowState",
    "RuleRefused",
    "Settings",
    "SystemClock",
    "Unavailable",
    "export_query",
    "load_settings",
    "open_office",
    "refusal_words",
]
