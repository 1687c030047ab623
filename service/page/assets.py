"""The page's static files, own and vendored, each under an address that changes with its content.

Every file is served under `/static/{version}/{path}`, where `version` is one hash over all files:
modules and style sheets can refer to each other by relative paths and still be cached permanently.
The files are listed once; nothing outside the list is served.

The page's texts come from the message catalogue: one file for each language, with all areas that it
uses.

An install bundles the page's own modules and style sheets (`vendor_assets.py`), with chunks that
are loaded on demand.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from geo.validation import shown
from layers.errors import SourceError, UnknownError
from layers.messages import LANGUAGES, Message
from layers.messages.languages import areas_of_messages, catalogue_text, facts_of

PAGE = Path(__file__).resolve().parent
_MEDIA_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".json": "application/json"}
UNHEARD_AREAS = "audit", "cli", "config", "notebook", "ogc", "plugin", "report", "sweep", "workbook"
"""Areas of the catalogue that only the command line, notebooks, QGIS and other clients use."""
LATER_AREAS = (
    *("bounds", "file", "format", "import", "infer", "propose"),
    *("published", "service", "store"),
)
"""Areas that the page loads with parts opened later, or when a request is refused."""
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)
"""A line of a catalogue that the page does not need."""
_CHUNK = re.compile(r'from"\./(chunk-\w+\.js)"')
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One static file: its content, media type and headers."""

    content: bytes
    media_type: str
    headers: dict[str, str] = field(hash=False)


def asset(version: str, path: str) -> Asset:
    """Return the static file of a request.

    Under the current version it may be cached permanently; under another version (a page left open
    during an upgrade) the current file is returned, and must be revalidated.

    Raises UnknownError if there is no such file.
    """
    content = _contents().get(path)
    if content is None:
        raise UnknownError(Message("service-static-unknown", path=shown(path)))
    caching = FOREVER if version == assets_version() else "no-cache"
    media_type = _MEDIA_TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    return Asset(content, media_type or "text/plain", {"Cache-Control": caching})


def asset_url(path: str) -> str:
    """Return the address of a static file, such as "/static/1f0c…/modules/main.js".

    Raises SourceError if the file does not exist (the build hook must run first).
    """
    if path not in _contents():
        raise SourceError(Message("service-front-end-missing", path=shown(path), folder=str(PAGE)))
    return f"/static/{assets_version()}/{path}"


def chunk_urls(path: str) -> list[str]:
    """Return the addresses of the chunks that a bundled module imports.

    A page that names them can load them without parsing the module first.
    """
    folder = path.rpartition("/")[0]
    text = _contents()[path].decode()
    return [asset_url(f"{folder}/{name}") for name in dict.fromkeys(_CHUNK.findall(text))]


@cache
def assets_version() -> str:
    """Return the hash, 12 hexadecimal digits, over names and contents of all static files."""
    digest = hashlib.sha256()
    for path, content in _contents().items():
        digest.update(path.encode())
        digest.update(content)
    return digest.hexdigest()[:12]


@cache
def _contents() -> dict[str, bytes]:
    contents = {path: file.read_bytes() for path, file in find_files(PAGE).items()}
    first = {f"messages/{one}.ftl": _first_text(one).encode() for one in LANGUAGES}
    later = {f"messages/{one}.later.ftl": _later_text(one).encode() for one in LANGUAGES}
    return contents | first | later


def declared_languages() -> str:
    """Return the declaration of each language as JSON text, English first."""
    return json.dumps({one: asdict(facts_of(one)) for one in LANGUAGES}, ensure_ascii=False)


def page_text(language: str) -> str:
    """Return the sentences that the page needs in a language, without comments."""
    return f"{_first_text(language)}\n{_later_text(language)}"


def published_text(language: str) -> str:
    """Return the sentences that a published site needs in a language."""
    return _text(language, ("general", "published"))


def _first_text(language: str) -> str:
    return _text(language, areas_of_messages().difference(UNHEARD_AREAS, LATER_AREAS))


def _later_text(language: str) -> str:
    return _text(language, LATER_AREAS)


def _text(language: str, areas: Iterable[str]) -> str:
    text = "\n".join(catalogue_text(language, area) for area in sorted(areas))
    return _COMMENT.sub("", text)


def find_files(page: Path) -> dict[str, Path]:
    """Return every static file of a page's folder by the path under which it is served.

    Files of packages keep their paths; the page's own bundle is at `modules/` and `styles/`.
    """
    vendor = page / "vendor"
    bundle = vendor / "page"
    return {
        file.relative_to(bundle if bundle in file.parents else page).as_posix(): file
        for file in sorted(vendor.rglob("*"))
        if file.is_file()
    }
