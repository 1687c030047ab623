"""Settings of the service: basemaps, the map review number, what a question may spend."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from geo.validation import shown
from layers.budget import SECONDS, VERTICES, Budget
from layers.errors import MeasureError, SourceError
from layers.messages import Message

Datum = Literal["wgs84", "gcj02"]
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Basemap:
    """Tiles of another host: their address with {z}, {x}, {y} (and {key}), and their datum."""

    url: str
    datum: Datum = "wgs84"

    @classmethod
    def parse(cls, text: str) -> Basemap:
        """Return the basemap that `--basemap` names: an address, `gcj02:` in front where it is so.

        >>> Basemap.parse("gcj02:https://tiles.example/{z}/{x}/{y}.png").datum
        'gcj02'

        Raises:
            SourceError: it is no address of tiles.
        """
        datum, colon, rest = text.partition(":")
        known: Datum = "gcj02" if datum == "gcj02" else "wgs84"
        url = rest if colon and datum in get_args(Datum) else text
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


def budget_of_environment(seconds: float = SECONDS) -> Budget:
    """Return what a command, or a question to the service, may spend.

    ZONEWRIGHT_LIMIT_S and ZONEWRIGHT_LIMIT_VERTICES set other limits.

    Raises:
        MeasureError: they are no numbers above 0.
    """
    limits = {"ZONEWRIGHT_LIMIT_S": seconds, "ZONEWRIGHT_LIMIT_VERTICES": float(VERTICES)}
    for name in tuple(limits):
        given = os.environ.get(name)
        if given is None:
            continue
        try:
            limits[name] = float(given)
        except ValueError:
            limits[name] = 0.0
        if not 0 < limits[name] < float("inf"):
            raise MeasureError(Message("measure-limit-not-number", name=name, given=shown(given)))
    limit_s, vertices = limits.values()
    return Budget(limit_s, int(vertices))


@dataclass(frozen=True)
class MapSettings:
    """Basemaps that the page may show, none by default; and the number of the map's review."""

    basemaps: tuple[Basemap, ...] = ()
    review_number: str | None = None

    @property
    def policy(self) -> str:
        """Return the sources of images that the page may ask besides this service."""
        return " ".join(sorted({basemap.origin for basemap in self.basemaps}))
