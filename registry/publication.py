"""What the world may know, made into one signed publication: status lists, registers, codes, issuers, offline packs.

With `minting` it is the only place that translates the law's vocabulary into the certificate's. Readers are served the
last whole publication whatever happens here; causes, documents, names and past records are in none (R-PRIV-5).
"""

import fcntl
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from domain.policy import Policy
from keys.errors import KeysError
from keys.roles import OFFLINE_ROLES, Role
from keys.strongroom import Strongroom
from keys.trust_repository import TrustRepository
from registry.clock import Clock
from registry.errors import Unavailable
from registry.minting import issuers_document
from registry.settings import Settings
from registry.tables import Tables
from verify.errors import TrustError
from verify.labels import SCOPES
from verify.status import HistoryOutcome, Status, encode_history, encode_integrity, encode_status_list
from verify.sync import refresh, write_pack
from verify.trust import TrustSnapshot

TTL_SECONDS = 300
"""How soon a verifier with a network looks again."""
NO_AGREEMENTS = b'{"format": "zhicheng-recognition/1", "agreements": []}'
SCOPE_WORDS = {
    "GENERAL": ("通用", "general"),
    "DUAL_DIRECTED": ("双定向", "dual-directed"),
    "NON_STATE": ("非公", "non-state track"),
}
STATUS_OF = {
    HistoryOutcome.REVOKED: Status.INVALID,
    HistoryOutcome.INVALIDATED: Status.INVALID,
    HistoryOutcome.DEREGISTERED: Status.INVALID,
    HistoryOutcome.SUPERSEDED: Status.SUPERSEDED,
    HistoryOutcome.SUSPENDED: Status.SUSPENDED,
}


@dataclass(frozen=True)
class Ended:
    """A position that does not hold any more: what became of it, since when, and when that was decided."""

    status_list: int
    status_index: int
    outcome: HistoryOutcome
    effective_from: date
    decided_on: date


@dataclass(frozen=True)
class OnRecord:
    """A position whose holder has an active integrity record through `last_day`, the latest of several."""

    status_list: int
    status_index: int
    last_day: date


@dataclass(frozen=True)
class Standing:
    """Everything a publication says, and the position in the event store up to which it is complete."""

    position: int
    lists: int
    ended: Iterable[Ended]
    on_record: Iterable[OnRecord]


class Publication:
    """Builds and publishes the trust repository of one issuer. Several processes may publish; a lock orders them.

    `policy` gives the thresholds of the day; `standing` reads everything that was acknowledged before it is called;
    `key_entries` are the issuer's keys as `issuers.json` names them.
    """

    def __init__(
        self,
        settings: Settings,
        strongroom: Strongroom,
        policy: Callable[[], Policy],
        *,
        clock: Clock,
        standing: Callable[[], Standing],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._signer = strongroom.cose_signer(Role.STATUS)
        self._repository = TrustRepository(settings.trust_folder, strongroom)
        self._timestamp = settings.trust_folder / "metadata" / "timestamp.json"
        self._standing = standing
        self._policy = policy
        self._prefix = status_prefix(settings)
        self._seen: tuple[int, TrustSnapshot] | None = None

    def found(self, tables: Tables, key_entries: Sequence[dict[str, object]], now: datetime) -> None:
        """Create the repository with its first root; needs the offline keys. Again is refused. `publish` comes next."""
        issuers = issuers_document(self._settings.the_issuer(), self._prefix, list(key_entries))
        with self._alone(), _explained():
            self._repository.create(issuers, codes_document(tables, self._settings), NO_AGREEMENTS, now)

    def publish(self, now: datetime) -> int:
        """Publish what stands now, whole or not at all; the number of this publication.

        Everything that was stored before the call is in it. Raises `Unavailable` with the code of what is in the way.
        """
        with self._alone() as log, _explained():
            log.note(log.position)
            standing = self._standing()
            self._repository.publish(self._documents(standing, log.number, now), now)
            log.note(standing.position)
        return log.number

    def renew(self, now: datetime, key_entries: Sequence[dict[str, object]] = ()) -> None:
        """Give the root and the targets role another year of life; needs the offline keys. `publish` comes next.

        `key_entries`, where given, replace the issuer's keys.

        Raises `Unavailable`, code `key_away` where a key is not in the strongroom; running again takes it up.
        """
        with self._alone(), _explained():
            issuers = issuers_document(self._settings.the_issuer(), self._prefix, list(key_entries))
            self._repository.renew_root(now)
            self._repository.publish_codes({"issuers.json": issuers} if key_entries else {}, now)

    def renew_due_at(self) -> datetime:
        """From when root or targets should be renewed: 30 days before verifiers refuse everything of this office."""
        with _explained():
            return min(one.renew_from for one in self._repository.expiries() if one.role in OFFLINE_ROLES)

    def published_position(self) -> int:
        """The position in the event store up to which everything is published; 0 where nothing is known."""
        with self._alone() as log:
            return log.position

    def due_at(self) -> datetime:
        """When the next publication is due even if nothing has changed (`status_list.max_interval`)."""
        with _explained():
            latest = self._repository.next_due()
        known_at = self.trust().known_at
        interval = timedelta(hours=self._policy().status_list_max_interval_hours)
        return latest if known_at is None else min(latest, known_at + interval)

    def trust(self) -> TrustSnapshot:
        """The trust that any verifier holds who asks now: read through a TUF client from what is published."""
        try:
            changed = self._timestamp.stat().st_mtime_ns
        except OSError as problem:
            raise Unavailable("nothing has been published yet: run `zhicheng init`", code="not_published") from problem
        if self._seen is None or self._seen[0] != changed:
            own = self._settings.home / "own-trust"
            with _explained():
                root = self._repository.first_root()
                self._seen = (changed, refresh(self._settings.trust_folder, own, root=root, at=self._clock.now()))
        return self._seen[1]

    def write_pack(self, path: Path) -> None:
        """Write the offline pack: the whole repository in one file."""
        with self._alone():
            write_pack(self._settings.trust_folder, path)

    def _documents(self, standing: Standing, number: int, now: datetime) -> dict[str, bytes]:
        """The status targets by name; all carry the same number and instant."""
        statuses: dict[int, dict[int, int]] = defaultdict(dict)
        history: dict[str, dict[int, tuple[int, date, date]]] = defaultdict(dict)
        records: dict[str, dict[int, date]] = defaultdict(dict)
        for one in standing.ended:
            statuses[one.status_list][one.status_index] = STATUS_OF[one.outcome]
            entry = (int(one.outcome), one.effective_from, one.decided_on)
            history[f"{self._prefix}{one.status_list}"][one.status_index] = entry
        for record in standing.on_record:
            records[f"{self._prefix}{record.status_list}"][record.status_index] = record.last_day
        expires = now + timedelta(days=self._policy().offline_max_age_days)
        key = (self._signer.alg, self._signer.kid, self._signer)
        documents = {
            f"status/{n}.cwt": encode_status_list(
                f"{self._prefix}{n}", statuses[n], number, now, expires, TTL_SECONDS, *key
            )
            for n in range(1, standing.lists + 1)
        }
        documents["integrity.cbor"] = encode_integrity(f"{self._prefix}integrity", records, number, now, expires, *key)
        documents["history.cbor"] = encode_history(f"{self._prefix}history", history, number, now, expires, *key)
        return documents

    @contextmanager
    def _alone(self) -> Iterator["_Log"]:
        """Hold the publication lock: collecting what stands and publishing it must not be overtaken.

        Else a slower process could publish an older picture under a newer number.
        """
        folder = self._settings.published_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / ".publication", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise Unavailable(f"{folder} cannot be written: {problem.strerror}", code="not_publishable") from problem
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield _Log(descriptor, self._published_number)
        except OSError as problem:
            raise Unavailable(f"{folder} cannot be written: {problem.strerror}", code="not_publishable") from problem
        finally:
            os.close(descriptor)

    def _published_number(self) -> int:
        """The highest number that readers may have seen already."""
        if not self._timestamp.exists():
            return 0
        publications = self.trust().publications.get(self._settings.the_issuer().uscc)
        if publications is None:
            return 0
        documents = [*publications.lists.values(), publications.integrity, publications.history]
        return max((document.number for document in documents if document is not None), default=0)


class _Log:
    """The lock file's content: the last number given out, and the position up to which everything was published."""

    def __init__(self, descriptor: int, published_number: Callable[[], int]) -> None:
        self._descriptor = descriptor
        text = os.pread(descriptor, 64, 0).split()
        # A lost file must not let numbers fall (R-VER-2): then what readers may have seen says where to go on.
        self.number = 1 + (int(text[0]) if text else published_number())
        self.position = int(text[1]) if text else 0

    def note(self, position: int) -> None:
        """Note that this number is given out, and that everything up to a position is published."""
        os.pwrite(self._descriptor, f"{self.number:020} {position:020}\n".encode(), 0)


def status_prefix(settings: Settings) -> str:
    """What opens the URI of every status list of this office."""
    return f"{settings.public_url}/s/"


def codes_document(tables: Tables, settings: Settings) -> bytes:
    """`codes.json`: the words of every code that a certificate of this office can carry."""
    issuer = settings.the_issuer()
    words = {
        "format": "zhicheng-codes/1",
        "series": {str(row.code): {"zh": row.zh, "en": row.en} for row in tables.series.values()},
        "levels": {str(row.code): {"zh": row.zh, "en": row.en} for row in tables.levels.values()},
        "scopes": {
            str(code): {"code": name, "zh": SCOPE_WORDS[name][0], "en": SCOPE_WORDS[name][1]}
            for code, name in SCOPES.items()
        },
        "regions": {
            str(row.code): {"zh": row.zh, "en": row.en}
            for row in tables.regions.values()
            if settings.allow_synthetic or not row.synthetic
        },
        "issuers": {
            issuer.uscc: {
                "specialties": {
                    str(row.code): {"code": row.key, "zh": row.zh, "en": row.en} for row in tables.specialties.values()
                },
                "authorities": {
                    str(issuer.authority): {"uscc": issuer.uscc, "zh": issuer.name_zh, "en": issuer.name_en}
                },
            }
        },
    }
    return json.dumps(words, ensure_ascii=False, indent=1).encode()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (KeysError, TrustError) as problem:
        raise Unavailable(str(problem), code=problem.code) from problem
