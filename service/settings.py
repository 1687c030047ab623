"""Settings of the service: basemaps, the map review number, who may come in and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit

from geo.validation import shown
from layers.errors import SourceError
from layers.messages import Message
from layers.store.model import Role
from layers.store.sessions import SessionLimits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

BasemapDatum = Literal["wgs84", "gcj02"]
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Basemap:
    """Tiles of another host: their address with {z}, {x}, {y} (and {key}), and their datum."""

    url: str
    datum: BasemapDatum = "wgs84"

    @classmethod
    def parse(cls, text: str) -> Basemap:
        """Return the basemap that `--basemap` names: an address, `gcj02:` in front where it is so.

        >>> Basemap.parse("gcj02:https://tiles.example/{z}/{x}/{y}.png").datum
        'gcj02'

        Raises:
            SourceError: it is no address of tiles.
        """
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
        return cls(url, known)

    @property
    def origin(self) -> str:
        """Return scheme and host, as a content security policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def name(self) -> str:
        """Return what the map calls it: its host."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class OidcSettings:
    """A provider of identities: where it is, what this service is called there, whom it lets in.

    `name_claim` tells a person's name here, which must be one person's alone for ever; `roles` maps
    groups, which `groups_claim` tells, to roles.
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
        """Return what the page calls it: its name, else its host."""
        return self.name or urlsplit(self.issuer).netloc

    def role_of(self, groups: Collection[str]) -> Role | None:
        """Return the highest role of some groups; None where none of them has one."""
        order = get_args(Role)
        found = {role for group, role in self.roles.items() if group in groups}
        return max(found, key=order.index, default=None)


@dataclass(frozen=True)
class Rates:
    """How many requests a second a person, and an address, may send on and on.

    Ten times as many may come at once, such as when a page opens.
    """

    person_per_s: float = 50.0
    address_per_s: float = 200.0


@dataclass(frozen=True)
class AccessSettings:
    """How long sessions last, how often one may ask, which proxies are believed, who says who.

    Without `public` nothing is shown to who is not signed in: no scenario becomes public, and one
    that is counts as shared.
    """

    sessions: SessionLimits = field(default_factory=SessionLimits)
    rates: Rates = field(default_factory=Rates)
    trusted_proxies: tuple[str, ...] = ()
    oidc: OidcSettings | None = None
    public: bool = True


@dataclass(frozen=True)
class ServiceSettings:
    """Basemaps that the page may show, none by default; the number of the map's review; access."""

    basemaps: tuple[Basemap, ...] = ()
    review_number: str | None = None
    access: AccessSettings = field(default_factory=AccessSettings)

    @property
    def policy(self) -> str:
        """Return the sources of images that the page may ask besides this service."""
        return " ".join(sorted({basemap.origin for basemap in self.basemaps}))
