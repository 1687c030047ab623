"""The page's static files, own and vendored, each under a name that changes with its content.

Every file is served under `/static/{version}/{path}`, where `version` is one hash over all of
them: modules and style sheets can then refer to each other by relative paths and still be cached
for ever. The files that exist are listed once; nothing outside the list can be asked for.

What the page says comes from the catalogue of messages: one file for each language, of all areas
that it may speak of.

An install bundles the page's own modules and style sheets (`vendor_assets.py`), with pieces that
are loaded when they are wanted. The bundle is given in their place for as long as none of them has
changed since; then they are given as written.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from geo.validation import shown
from layers.errors import SourceError, UnknownError
from layers.messages import LANGUAGES, Message
from layers.messages.message import FOLDER as CATALOGUE

PAGE = Path(__file__).resolve().parent
FOLDERS = ("modules", "styles", "vendor")
MEDIA_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".json": "application/json"}
UNHEARD_AREAS = ("audit", "cli", "config", "notebook", "plugin", "report", "sweep")
"""Areas of the catalogue that the command line, notebooks and QGIS alone speak of."""
_COMMENT = re.compile(rb"^#.*\n", re.MULTILINE)
"""A line of a catalogue that says nothing to the page."""
_CHUNK = re.compile(r'from"\./(chunk-\w+\.js)"')
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One static file: the file or files it is made of, its media type, and its headers."""

    files: tuple[Path, ...]
    media_type: str
    headers: dict[str, str] = field(hash=False)

    @property
    def content(self) -> bytes:
        """Return what is in the files, one after the other."""
        return _content(self.files)


def asset(version: str, path: str) -> Asset:
    """Give the static file that a page asked for.

    Under the current version it may be cached for ever; under another version (a page left open
    over an upgrade) the current file is given, and must be revalidated.

    Raises UnknownError when there is no such file.
    """
    files = _files().get(path)
    if files is None:
        raise UnknownError(Message("service-static-unknown", path=shown(path)))
    caching = FOREVER if version == assets_version() else "no-cache"
    media_type = MEDIA_TYPES.get(files[0].suffix) or mimetypes.guess_type(path)[0]
    return Asset(files, media_type or "text/plain", {"Cache-Control": caching})


def asset_url(path: str) -> str:
    """Give the address of a static file, such as "/static/1f0c…/modules/main.js".

    Raises SourceError when the file is not there (the build hook has not run).
    """
    if path not in _files():
        raise SourceError(Message("service-front-end-missing", path=shown(path), folder=str(PAGE)))
    return f"/static/{assets_version()}/{path}"


def chunk_urls(path: str) -> list[str]:
    """Give the addresses of the pieces of the bundle that a module imports at once, none unbundled.

    A page that names them has not to read the module before it asks for them.
    """
    folder = path.rpartition("/")[0]
    text = _content(_files()[path]).decode()
    return [asset_url(f"{folder}/{name}") for name in dict.fromkeys(_CHUNK.findall(text))]


@cache
def assets_version() -> str:
    """Give the hash, 12 hexadecimal digits, over names and contents of all static files."""
    digest = hashlib.sha256()
    for path, files in _files().items():
        digest.update(path.encode())
        digest.update(_content(files))
    return digest.hexdigest()[:12]


@cache
def _content(files: tuple[Path, ...]) -> bytes:
    content = b"\n".join(file.read_bytes() for file in files)
    return _COMMENT.sub(b"", content) if files[0].suffix == ".ftl" else content


@cache
def _files() -> dict[str, tuple[Path, ...]]:
    found = {path: (file,) for path, file in find_files(PAGE).items()}
    return found | {f"messages/{language}.ftl": catalogue_files(language) for language in LANGUAGES}


def catalogue_files(language: str) -> tuple[Path, ...]:
    """Give the files of the catalogue that the page needs in a language."""
    files = sorted((CATALOGUE / language).glob("*.ftl"))
    return tuple(file for file in files if file.stem not in UNHEARD_AREAS)


def find_files(page: Path) -> dict[str, Path]:
    """Give every static file of a page's folder by the path under which it is served."""
    bundle = page / "vendor" / "page"
    found = {
        file.relative_to(page).as_posix(): file
        for folder in FOLDERS
        for file in sorted((page / folder).rglob("*"))
        if file.is_file() and bundle not in file.parents
    }
    if _is_fresh(page, found):
        found |= {
            file.relative_to(bundle).as_posix(): file
            for file in sorted(bundle.rglob("*"))
            if file.is_file()
        }
    return found


def _is_fresh(page: Path, files: dict[str, Path]) -> bool:
    """Whether the bundle was made of the modules and style sheets as they are now."""
    try:
        stamp = json.loads((page / "vendor" / "contents.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp.get("bundled")) and stamp["bundled"] == {
        path: hashlib.sha256(file.read_bytes()).hexdigest()
        for path, file in files.items()
        if path.startswith(("modules/", "styles/")) and file.suffix in {".js", ".css"}
    }
