"""What can go wrong while verifying. At the door of `decide` none of these is left: it answers with a verdict.

`Refused` is about something presented; `TrustError` about the trust repository; `ScanError` about an image or a PDF.
Each carries a stable `code` that programs may rely on, and a sentence for people.
"""

# ruff: noqa: N818 - named by what happened, so that a handler reads as a sentence
from typing import ClassVar


class VerifyError(Exception):
    """Root of everything this package raises on bad input."""

    code: str

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class Refused(VerifyError, ValueError):
    """A token or a signed document is not what it must be. `code` is one of the reasons in docs/formats/decision.md.

    It is a `ValueError` too, because writers meet it when they are asked to write what no reader would accept.
    """


class TrustError(VerifyError):
    """The trust repository cannot be used. Nothing was changed; an older, good store stays as it was."""

    default_code: ClassVar[str] = "malformed"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(code or self.default_code, message)


class RootNeeded(TrustError):
    """There is no root of trust yet, and none was given."""

    default_code = "root_needed"


class RolledBack(TrustError):
    """The source offers something older than what was already seen (R-VER-2)."""

    default_code = "rolled_back"


class Expired(TrustError):
    """The source's metadata is past its expiry: a frozen mirror, or a clock that is wrong."""

    default_code = "expired"


class Tampered(TrustError):
    """A signature, a hash or a length does not fit."""

    default_code = "tampered"


class Unreachable(TrustError):
    """The source could not be read."""

    default_code = "unreachable"


class TooLarge(TrustError):
    """The source exceeds a bound of `limits`."""

    default_code = "too_large"


class MalformedTrust(TrustError):
    """The source is authentic but is not in a format this version reads."""

    default_code = "malformed"


class ScanError(VerifyError):
    """An image or a PDF gave no QR text. `code`: unreadable, too_large, too_many_pages, no_code."""
