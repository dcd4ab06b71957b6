"""Every way the strongroom says no: one class, one stable `code`, one sentence that says what to do."""

# ruff: noqa: N818 - the classes are named by what happened; the roots say that they are errors

from typing import ClassVar


class KeysError(Exception):
    """The root: nothing was changed, nothing secret is in the message."""

    code: ClassVar[str] = "keys"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StrongroomError(KeysError):
    """The strongroom stays closed."""


class StrongroomMissing(StrongroomError):
    """There is no strongroom in this folder."""

    code = "strongroom_missing"


class StrongroomExists(StrongroomError):
    """A strongroom, or something else, already stands in this folder; keys are never overwritten."""

    code = "strongroom_exists"


class StrongroomUnwritable(StrongroomError):
    """The disk refused to take a new strongroom."""

    code = "strongroom_unwritable"


class LaxPermissions(StrongroomError):
    """Somebody other than the owner could read or change a key."""

    code = "lax_permissions"


class ForeignOwner(StrongroomError):
    """A folder or file belongs to another user, who could change it at will."""

    code = "foreign_owner"


class SymbolicLink(StrongroomError):
    """A folder or file is a link (or no plain file): its owner decides what is really read."""

    code = "symbolic_link"


class InsideSourceTree(StrongroomError):
    """The folder lies in a source tree, from where keys get committed by accident."""

    code = "inside_source_tree"


class WeakPassphrase(StrongroomError):
    """The passphrase is too short to protect a stolen copy."""

    code = "weak_passphrase"


class PassphraseMissing(StrongroomError):
    """No passphrase could be read."""

    code = "passphrase_missing"


class WrongPassphrase(StrongroomError):
    """This passphrase does not open this strongroom."""

    code = "wrong_passphrase"


class StrongroomTampered(StrongroomError):
    """The index or a key is not what the owner of the passphrase wrote."""

    code = "strongroom_tampered"


class KeyAway(StrongroomError):
    """The key was carried away (offline roles) and has to be brought for this act."""

    code = "key_away"


class UnknownSigner(StrongroomError):
    """No signer is installed for the scheme of a key's URI."""

    code = "unknown_signer"


class PersonKeysError(KeysError):
    """Personal data could not be sealed or opened."""


class PersonKeyMissing(PersonKeysError):
    """This person never had a key here."""

    code = "person_key_missing"


class PersonKeyDestroyed(PersonKeysError):
    """The person's key was destroyed: nobody can read these data again (R-PRIV-6)."""

    code = "person_key_destroyed"


class SealBroken(PersonKeysError):
    """The sealed text was altered, moved to another person or field, or its key is from another strongroom."""

    code = "seal_broken"


class TracesRemain(PersonKeysError):
    """The key is destroyed for every reader, but its wrapped bytes may still lie in the file's log; destroy again."""

    code = "traces_remain"


class PersonKeysUnreadable(PersonKeysError):
    """The file of person keys cannot be read or written, or is no such file."""

    code = "person_keys_unreadable"


class TokenRefused(KeysError):
    """The bearer token opens nothing; every reason is a subclass."""

    code = "token_refused"


class TokenTooLong(TokenRefused):
    """The token is longer than any that this office issues."""

    code = "token_too_long"


class TokenMalformed(TokenRefused):
    """The text is no compact JWS with exactly our claims."""

    code = "token_malformed"


class TokenAlgorithm(TokenRefused):
    """The header names another algorithm than the key's."""

    code = "token_algorithm"


class TokenUnknownKey(TokenRefused):
    """The header names a key that is not this office's."""

    code = "token_unknown_key"


class TokenForged(TokenRefused):
    """The signature is not ours."""

    code = "token_forged"


class TokenExpired(TokenRefused):
    """The token's time is over; log in again."""

    code = "token_expired"


class TokenNotYetValid(TokenRefused):
    """The token was issued in the future: one of two clocks is wrong."""

    code = "token_not_yet_valid"


class TrustRepositoryError(KeysError):
    """The trust repository was not changed; what was published last is still served."""


class RepositoryMissing(TrustRepositoryError):
    """Nothing has been published in this folder."""

    code = "repository_missing"


class RepositoryExists(TrustRepositoryError):
    """A repository already stands in this folder."""

    code = "repository_exists"


class RepositoryTampered(TrustRepositoryError):
    """Published metadata are not what this strongroom signed last; they are not built upon."""

    code = "repository_tampered"


class RepositoryUnwritable(TrustRepositoryError):
    """The disk refused a write."""

    code = "repository_unwritable"


class TargetNotAllowed(TrustRepositoryError):
    """This role may not sign a target of that name."""

    code = "target_not_allowed"
