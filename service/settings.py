"""The settings of the service as values: basemaps, the review number, access and sign-in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote, urlsplit

from geo.validation import shown
from layers.errors import SourceError
from layers.messages import Message
from layers.store.model import Role
from layers.store.sessions import SessionLimits
from service.public_address import PublicAddress
from service.tile_files import PICTURES, SUFFIXES, TileFile

BasemapDatum = Literal["wgs84", "gcj02"]
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Basemap:
    """A ground for the map: tiles of an external host, or of a file of the user's own.

    `url` is their address with {z}, {x}, {y} (and {key}); of a file, the path at which the service
    answers them. `attribution` is the source that the map names.
    """

    url: str
    datum: BasemapDatum = "wgs84"
    attribution: str = ""
    file: TileFile | None = None

    @classmethod
    def parse(cls, text: str) -> Basemap:
        """Return the basemap of a `--basemap` option: an address, or a file of tiles.

        An address has `gcj02:` first for that datum, and its attribution after `#`.

        >>> ground = Basemap.parse("gcj02:https://tiles.example/{z}/{x}/{y}.png#Example, 2026")
        >>> ground.datum, ground.attribution
        ('gcj02', 'Example, 2026')

        Raises:
            SourceError: it is not an address of tiles, or no file of tiles.
        """
        if text.lower().endswith((*SUFFIXES, *PICTURES)) and "://" not in text:
            return cls.of_file(TileFile.open(Path(text)))
        text, _, attribution = text.partition("#")
        datum, colon, rest = text.partition(":")
        known: BasemapDatum = "gcj02" if datum == "gcj02" else "wgs84"
        url = rest if colon and datum in get_args(BasemapDatum) else text
        parts = urlsplit(url)
        host = _HOST.fullmatch(parts.netloc)
        if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\"'<>\\]", url):
            raise SourceError(Message("service-basemap-address", given=shown(text)))
        missing = tuple(place for place in _PLACES if place not in parts.path + parts.query)
        if missing:
            raise SourceError(Message("service-basemap-places", given=shown(text), missing=missing))
        return cls(url, known, attribution.strip())

    @classmethod
    def of_file(cls, file: TileFile) -> Basemap:
        """Return the ground of a file of tiles, under its name."""
        path = f"/api/basemaps/{quote(file.path.stem, safe='')}/{{z}}/{{x}}/{{y}}"
        return cls(path, attribution=file.attribution, file=file)

    @property
    def origin(self) -> str:
        """Return scheme and host for a content security policy, "" of a file."""
        if self.file is not None:
            return ""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def name(self) -> str:
        """Return its name on the map: its host, or that of its file."""
        return urlsplit(self.url).netloc if self.file is None else self.file.path.stem


@dataclass(frozen=True)
class OidcSettings:
    """An identity provider: its address, this service's client there, and the roles of its groups.

    `name_claim` is the claim with a person's name, which must never be reassigned; `roles` maps the
    groups in the claim `groups_claim` to roles.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = "openid profile"
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        """Return its label on the page: its name, else its host."""
        return self.name or urlsplit(self.issuer).netloc

    def role_of(self, groups: Collection[str]) -> Role | None:
        """Return the highest role of some groups; None if none of them has one."""
        order = get_args(Role)
        roles = {role for group, role in self.roles.items() if group in groups}
        return max(roles, key=order.index, default=None)


@dataclass(frozen=True)
class Rates:
    """The sustained rates, in requests per second, of a person and of an address.

    Bursts may be ten times as large, such as when a page opens.
    """

    person_per_s: float = 50.0
    address_per_s: float = 200.0


@dataclass(frozen=True)
class AccessSettings:
    """Lifetimes of sessions, rate limits, proxies, the public address, the identity provider.

    Without `public` nothing is shown without sign-in: no scenario can become public, and a public
    one counts as shared.
    """

    sessions: SessionLimits = field(default_factory=SessionLimits)
    rates: Rates = field(default_factory=Rates)
    trusted_proxies: tuple[str, ...] = ()
    public_address: PublicAddress | None = None
    oidc: OidcSettings | None = None
    public: bool = True


@dataclass(frozen=True)
class ServiceSettings:
    """Basemaps that the page may show, none by default; the map review number; access."""

    basemaps: tuple[Basemap, ...] = ()
    review_number: str | None = None
    access: AccessSettings = field(default_factory=AccessSettings)

    @property
    def policy(self) -> str:
        """Return the external image sources of the page's content security policy."""
        return " ".join(sorted({basemap.origin for basemap in self.basemaps} - {""}))
