"""Bring the published trust into a local folder, from a server, a directory or an offline pack, and read it from there.

The only file that touches a network or TUF. It is a standard TUF client (python-tuf's Updater) plus three rules of ours
from docs/formats/trust-repository.md: when a pack past its expiry may still be used, that the clock only moves forward,
and that no list's number ever falls (R-VER-2). It knows nothing about certificates.
"""

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Event, Timer
from time import monotonic
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from tuf.api import exceptions as tuf_errors
from tuf.api.metadata import Metadata, TargetFile, Targets
from tuf.api.serialization import DeserializationError
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from . import limits
from .errors import Expired, MalformedTrust, RolledBack, Tampered, TooLarge, TrustError, Unreachable
from .pack import Pack, write_pack
from .status import Publication
from .store import Known, anchor_of, commit, generations, locked, new_generation, read_known, replace, root_fingerprint
from .trust import TrustSnapshot

__all__ = [
    "TrustError",
    "fetch_root",
    "last_known_good",
    "load",
    "refresh",
    "remember",
    "root_fingerprint",
    "write_pack",
]


_DAWN = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNED_OFFLINE = ("issuers.json", "codes.json", "recognition.json")
_STATUS_ROLE = "status"
_STATUS_TARGET = re.compile(r"integrity\.cbor|history\.cbor|status/[0-9A-Za-z][0-9A-Za-z._-]{0,63}\.cwt")
_READ_AGAIN = 3  # times, when another process replaced the generation that was being read


def refresh(
    source: str | Path, folder: Path, *, root: bytes | None = None, at: datetime | None = None
) -> TrustSnapshot:
    """Bring the newest trust from `source` into `folder` and return it.

    `source` is `http(s)://host/trust`, a `.zcpack` file or a directory with `metadata/` and `targets/`. `root` founds a
    new folder and must come from someone trusted. `at` is now, unless said. A server must be fresh; a pack
    or a directory may be, except for its root and its offline targets: `decide` judges its age. Nothing older than what
    the folder has seen is ever taken. On any `TrustError` the folder keeps the trust it had.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            return _refresh(source, folder, root, at or datetime.now(UTC))
    except OSError as error:
        raise TrustError(
            f"The trust folder {folder} cannot be written: {error}. Choose another.", "unwritable"
        ) from error


def load(folder: Path) -> TrustSnapshot:
    """The trust that `folder` holds, every file compared with its signed hash. No network, no change.

    Raises `RootNeeded` when the folder was never filled, `Tampered` or `MalformedTrust` when it is damaged.
    """
    for _ in range(_READ_AGAIN):
        known = read_known(folder)
        try:
            return TrustSnapshot.from_targets(_stored_targets(folder / known.generation))
        except OSError as error:
            if read_known(folder).generation == known.generation:
                raise Tampered(f"{folder} lacks a file ({error}). Delete it and sync again.") from error
    raise TrustError(f"{folder} is being replaced again and again. Try once more.", "unwritable")


def last_known_good(folder: Path) -> datetime:
    """The latest instant known to have passed: the newest signed time, or a clock that was `remember`ed."""
    return read_known(folder).instant


def remember(folder: Path, at: datetime) -> None:
    """Note that the clock said `at`, so that setting it back later cannot make an old list young (SC-11).

    `at` counts only up to the last expiry that the stored lists carry: after it everything is stale anyway, and a clock
    that was wrong once, years ahead, does no harm for longer than that. Raises `TrustError` (`unwritable`).
    """
    try:
        with locked(folder):
            known = read_known(folder)
            instant = min(at, known.horizon)
            if instant > known.instant:
                commit(folder, Known(known.generation, instant, known.horizon, known.numbers))
    except OSError as error:
        raise TrustError(f"The trust folder {folder} cannot be written: {error}.", "unwritable") from error


def fetch_root(source: str | Path) -> bytes:
    """The first root that `source` offers. Nothing vouches for it: compare its `root_fingerprint` before using it."""
    with _opened(source) as opened, _explained():
        return opened.fetcher.download_bytes(f"{opened.base}metadata/1.root.json", limits.ROOT_BYTES)


def _refresh(source: str | Path, folder: Path, root: bytes | None, at: datetime) -> TrustSnapshot:
    anchor = anchor_of(folder, root)
    known = read_known(folder) if (folder / "known.json").exists() else None
    instant = max(at, known.instant) if known else at
    generation = new_generation(folder)
    try:
        with _opened(source) as opened, _explained():
            if known:
                shutil.copytree(folder / known.generation / "metadata", generation / "metadata", symlinks=True)
            client = _Client(generation, opened, anchor, instant)
            _store_targets(client, generation, folder / known.generation if known else None)
        trust = TrustSnapshot.from_targets(_stored_targets(generation))
        fresh = _advanced(known, trust, generation.name)
        if known is None:
            replace(folder / "root.json", anchor)
        commit(folder, fresh)
    except BaseException:
        shutil.rmtree(generation, ignore_errors=True)
        raise
    for old in generations(folder):
        if old != generation:
            shutil.rmtree(old, ignore_errors=True)
    return trust


def _advanced(known: Known | None, trust: TrustSnapshot, generation: str) -> Known:
    """What is known after `trust`. Raises `RolledBack` when a number fell, whoever signed it (R-VER-2)."""
    numbers = dict(known.numbers) if known else {}
    instant = max(known.instant if known else _DAWN, trust.known_at or _DAWN)
    horizon = instant
    for publication in _publications(trust):
        seen = numbers.get(publication.sub, 0)
        if publication.number < seen:
            raise RolledBack(f"{publication.sub} fell from number {seen} to {publication.number}. Tell its operator.")
        numbers[publication.sub] = publication.number
        horizon = max(horizon, publication.expires_at)
    return Known(generation, instant, horizon, numbers)


def _publications(trust: TrustSnapshot) -> Iterator[Publication]:
    for published in trust.publications.values():
        yield from published.lists.values()
        yield from filter(None, (published.integrity, published.history))


class _Client(Updater):
    """python-tuf's client with the reader's clock instead of the machine's, and with a list of what is published."""

    def __init__(self, generation: Path, source: "_Source", anchor: bytes, instant: datetime) -> None:
        metadata = generation / "metadata"
        metadata.mkdir(exist_ok=True)
        super().__init__(
            str(metadata),
            f"{source.base}metadata",
            target_base_url=f"{source.base}targets",
            fetcher=source.fetcher,
            config=UpdaterConfig(max_root_rotations=limits.ROOT_ROTATIONS, root_max_length=limits.ROOT_BYTES),
            bootstrap=anchor,
        )
        self._instant = instant
        # What was carried by hand is as old as the journey: its online roles are not asked for freshness here, the
        # dated lists inside are judged by `decide`. Versions, hashes and signatures are checked as ever.
        self._trusted_set.reference_time = _DAWN if source.carried else instant

    def published(self) -> dict[str, TargetFile]:
        """Every target that a verifier reads, from the role that may sign it, within the bounds of a pack."""
        self.refresh()
        root, top = self._trusted_set.root, self._trusted_set.targets
        for role in (root, top):
            if role.is_expired(self._instant):
                raise tuf_errors.ExpiredMetadataError(f"{role.type}.json is expired")
        if not top.delegations or _STATUS_ROLE not in (top.delegations.roles or {}):
            raise MalformedTrust("The source delegates no role 'status'. It is not a Zhicheng trust repository.")
        targets = {name: info for name, info in top.targets.items() if name in _SIGNED_OFFLINE}
        if missing := set(_SIGNED_OFFLINE) - set(targets):
            raise MalformedTrust(f"The source does not publish {', '.join(sorted(missing))}. Tell its operator.")
        for name in self._load_targets(_STATUS_ROLE, Targets.type).targets:
            if _STATUS_TARGET.fullmatch(name) and (info := self.get_targetinfo(name)):
                targets[name] = info
        lengths = [info.length for info in targets.values()]
        if (
            len(targets) > limits.PACK_MEMBERS
            or max(lengths) > limits.PACK_MEMBER_BYTES
            or sum(lengths) > limits.PACK_BYTES
        ):
            raise TooLarge(
                f"The source publishes {sum(lengths)} bytes in {len(targets)} files, more than is ever needed."
            )
        return targets


def _store_targets(client: _Client, generation: Path, previous: Path | None) -> None:
    for name, info in client.published().items():
        place = generation / "targets" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        kept = client.find_cached_target(info, str(previous / "targets" / name)) if previous else None
        if kept:
            shutil.copyfile(kept, place)
        else:
            client.download_target(info, str(place))


def _stored_targets(generation: Path) -> dict[str, bytes]:
    """The targets of one generation, each compared with the length and hash that was signed for it."""
    stored: dict[str, bytes] = {}
    try:
        for role in (Targets.type, _STATUS_ROLE):
            signed = Metadata[Targets].from_bytes((generation / "metadata" / f"{role}.json").read_bytes()).signed
            for name, info in signed.targets.items():
                if name in _SIGNED_OFFLINE or _STATUS_TARGET.fullmatch(name):
                    data = (generation / "targets" / name).read_bytes()
                    info.verify_length_and_hashes(data)
                    stored.setdefault(name, data)
    except tuf_errors.RepositoryError as error:
        raise Tampered(f"The trust folder is damaged ({error}). Delete it and sync again with the root.") from error
    return stored


# Sources.


@dataclass(frozen=True)
class _Source:
    base: str
    fetcher: FetcherInterface
    carried: bool  # by hand, so that expiry of its online roles says nothing


@contextmanager
def _opened(source: str | Path) -> Iterator[_Source]:
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        with _pool_for(source) as pool:
            yield _Source(f"{source.rstrip('/')}/", _Http(pool), carried=False)
    elif Path(source).is_dir():
        yield _Source("", _Directory(Path(source)), carried=True)
    elif Path(source).is_file():
        with Pack(Path(source)) as pack:
            yield _Source("", _Packed(pack), carried=True)
    else:
        raise Unreachable(f"{source} is neither an address (https://…), nor a pack, nor a directory that is there.")


class _Http(FetcherInterface):
    """HTTP with an end: every pause, the headers and the whole file are bounded in time, and nothing is unpacked."""

    def __init__(self, pool: urllib3.PoolManager) -> None:
        self._pool = pool
        pool.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def _fetch(self, url: str) -> Iterator[bytes]:
        ends_at = monotonic() + limits.FILE_SECONDS
        try:
            response = self._pool.request(
                "GET", url, preload_content=False, timeout=limits.SOCKET_SECONDS, retries=urllib3.Retry(total=3, read=1)
            )
            with closing(response):
                if response.status != HTTPStatus.OK:
                    raise tuf_errors.DownloadHTTPError(f"{url} answers {response.status}", response.status)
                while chunk := response.read1(limits.CHUNK_BYTES, decode_content=False):
                    yield chunk
                    if monotonic() > ends_at:
                        raise tuf_errors.SlowRetrievalError(
                            f"{url} is not done after {limits.FILE_SECONDS:.0f} seconds"
                        )
        except urllib3.exceptions.HTTPError as error:
            raise tuf_errors.DownloadError(str(error)) from error


class _HttpConnection(urllib3.connection.HTTPConnection):
    """Hangs up on a server that sends its headers a byte at a time, which no pause between bytes would catch."""

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as urllib3 itself does
        with _hanging_up(self.sock):
            return super().getresponse()


class _HttpsConnection(urllib3.connection.HTTPSConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as urllib3 itself does
        with _hanging_up(self.sock):
            return super().getresponse()


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


@contextmanager
def _hanging_up(connected: socket.socket | None) -> Iterator[None]:
    if connected is None:
        yield
        return
    hung_up = Event()

    def hang_up() -> None:
        hung_up.set()
        with suppress(OSError):  # it ended by itself in the same moment
            connected.shutdown(socket.SHUT_RDWR)

    timer = Timer(limits.FILE_SECONDS, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if hung_up.is_set():  # headers cut short look complete to the standard library
        raise TimeoutError(f"no headers after {limits.FILE_SECONDS:.0f} seconds")


def _pool_for(address: str) -> urllib3.PoolManager:
    """Connections that obey the proxy of the environment, as browsers do."""
    headers = {"User-Agent": "zhicheng-verify"}
    try:
        parts = urlsplit(address)
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise MalformedTrust(f"{address} is no address of a trust repository. It looks like https://host/trust.")
        proxy = None if proxy_bypass(parts.hostname) else getproxies().get(parts.scheme.lower())
        return urllib3.ProxyManager(proxy, headers=headers) if proxy else urllib3.PoolManager(headers=headers)
    except ValueError as error:
        raise MalformedTrust(f"{address}, or the proxy of this system, is no usable address ({error}).") from error


class _Directory(FetcherInterface):
    """A repository in a directory. Names come from signed metadata or from this file, never from the directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / url
        if not path.is_file():  # a device or a pipe would never end
            raise _absent(url)
        try:
            with path.open("rb") as file:
                yield from iter(lambda: file.read(limits.CHUNK_BYTES), b"")
        except OSError as error:
            raise tuf_errors.DownloadError(str(error)) from error


class _Packed(FetcherInterface):
    """A repository in an offline pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def _fetch(self, url: str) -> Iterator[bytes]:
        if url not in self._pack:
            raise _absent(url)
        yield from self._pack.chunks(url)


def _absent(url: str) -> tuf_errors.DownloadHTTPError:
    return tuf_errors.DownloadHTTPError(f"{url} is absent", 404)


@contextmanager
def _explained() -> Iterator[None]:
    """python-tuf's errors, named by what happened, in our words."""
    try:
        yield
    except tuf_errors.ExpiredMetadataError as error:
        raise Expired(
            f"The source was not renewed in time ({error}). Try again later, or tell its operator."
        ) from error
    except tuf_errors.BadVersionNumberError as error:
        raise RolledBack(
            f"The source offers something older than was seen before ({error}). Use another source."
        ) from error
    except DeserializationError as error:
        raise MalformedTrust("What the source sent is no trust metadata. Check the address or the file.") from error
    except tuf_errors.RepositoryError as error:
        raise Tampered(f"The source's files do not fit their signatures ({error}). Use another source.") from error
    except tuf_errors.DownloadLengthMismatchError as error:
        raise TooLarge(f"The source sends more than was announced ({error}). Use another source.") from error
    except tuf_errors.DownloadError as error:
        raise Unreachable(f"The source does not answer as it should ({error}). Try again later.") from error
