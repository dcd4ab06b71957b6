"""An ordinary TUF client, nothing of ours in it: what any verifier in the country could run."""

from collections.abc import Iterator
from pathlib import Path

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

SITE = "https://trust.example.cn/"


class FolderFetcher(FetcherInterface):
    """Serves a repository folder as a plain web server would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self.folder / url.removeprefix(SITE)
        if not path.is_file():
            raise DownloadHTTPError("not found", 404)
        return iter([path.read_bytes()])


class Reader:
    """Keeps its state between walks, as a verifier's machine does, and so notices every roll-back."""

    def __init__(self, repository: Path, home: Path, root: bytes) -> None:
        self.home = home
        self.fetcher = FolderFetcher(repository)
        self.root = root
        (home / "targets").mkdir(parents=True, exist_ok=True)

    def walk(self, *names: str) -> list[bytes]:
        """Refresh, then download these targets; raises what the client raises."""
        updater = Updater(
            str(self.home / "metadata"),
            SITE + "metadata/",
            str(self.home / "targets"),
            SITE + "targets/",
            fetcher=self.fetcher,
            bootstrap=self.root,
        )
        updater.refresh()
        found = []
        for name in names:
            info = updater.get_targetinfo(name)
            if info is None:
                raise LookupError(name)
            found.append(Path(updater.download_target(info)).read_bytes())
        return found
