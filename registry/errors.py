"""Every way the office says no, in one place.

Each class is a kind of answer (what a caller can do about it); each instance has a stable `code`, and where the law
speaks, a rule id and a clause. What an error becomes on the network is the window's business.
"""

from collections.abc import Mapping


class RegistryError(Exception):
    """The root: something was refused and nothing was changed."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        rule_id: str = "",
        clause: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.rule_id = rule_id
        self.clause = clause
        self.facts: dict[str, object] = dict(facts or {})


class ConfigurationError(RegistryError):
    """The office does not open: settings, tables or the store are not as they must be."""


class InvalidInput(RegistryError):  # noqa: N818 - the field's word; the root says it is an error
    """What was sent cannot be right, whatever the state of the registry."""


class Forbidden(RegistryError):  # noqa: N818 - see InvalidInput
    """This actor may not do this: role, unit or separation of duties."""


class NotFound(RegistryError):  # noqa: N818 - see InvalidInput
    """No such thing, or nothing that this actor may know of."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not in the registry", code="not_found")


class AlreadyExists(RegistryError):  # noqa: N818 - see InvalidInput
    """What should be made is there already; nothing was made twice."""

    def __init__(self, what: str, *, code: str = "already_exists", facts: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{what} is in the registry already", code=code, facts=facts)


class RuleRefused(RegistryError):  # noqa: N818 - see InvalidInput
    """A rule of the law refuses; `rule_id` and `clause` name it."""


class ConcurrencyConflict(RegistryError):  # noqa: N818 - see InvalidInput
    """Somebody else was first; read again and decide again."""

    def __init__(
        self,
        message: str = "somebody else changed this first: read it again and decide again",
        *,
        code: str = "concurrent_change",
        rule_id: str = "",
        clause: str = "",
    ) -> None:
        super().__init__(message, code=code, rule_id=rule_id, clause=clause)


class IdempotencyKeyReused(RegistryError):  # noqa: N818 - see InvalidInput
    """The same key came with another request."""

    def __init__(self) -> None:
        super().__init__(
            "this idempotency key was used for another request; a new request needs a new key",
            code="idempotency_key_reused",
        )


class PersonErased(RegistryError):  # noqa: N818 - see InvalidInput
    """The person's key was destroyed; nobody can read these data again (R-PRIV-6)."""

    def __init__(self) -> None:
        super().__init__("the personal data were erased", code="person_erased", rule_id="R-PRIV-6")


class Unavailable(RegistryError):  # noqa: N818 - see InvalidInput
    """A part of the office does not answer now (store, read model); trying again later is right."""
