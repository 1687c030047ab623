"""The places that a proposal gains and loses, by name: regions with people, and clusters.

A place counts what its points add to the objective and take away from it, over the spread of the
radii; all of it together, less what land costs, is the gain.
"""

import math
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import district_of_rows
from geo.proposals.objective import Objective
from geo.proposals.reasons import Piece
from geo.proposals.shrunk import POINT_LAYERS
from layers import Plan
from layers.geometry.edges import Floats, Ints
from layers.messages import Language, Message, catalogue
from layers.messages.languages import names_first

_MOST_LISTED = 5  # of the places that are gained, and of those that are lost
_IN_TITLE = 2
_LONGEST = 60  # letters of a zone's name in a title
_KEYS = {"region": "adcode", "cluster": "cluster_id"}


class GainPlace(NamedTuple):
    """A region of the finest level (by `adcode`) or a cluster, and its gain, or loss (< 0).

    `lon` and `lat` are where the most of that is, in degrees.
    """

    kind: Literal["region", "cluster"]
    id: str
    name: str
    name_zh: str
    amount: float
    lon: float
    lat: float


def places_of(aims: Objective, before: Coverage, after: Coverage) -> tuple[GainPlace, ...]:
    """Return the places that are gained, the most first, then those lost, the most last."""
    change = aims.worth_covered(after) - aims.worth_covered(before)
    lonlat = np.column_stack([aims.lon, aims.lat])
    plan_data, plan = before.plan_data, before.plan
    region = np.full(len(aims.worth), -1)
    for number, layer in enumerate(POINT_LAYERS):
        own = aims.layer == number
        if layer != "clusters" and own.any():
            region[own] = district_of_rows(plan_data, layer)[aims.row[own]]
    is_cluster = aims.layer == POINT_LAYERS.index("clusters")
    found: list[GainPlace] = []
    for sign in (1.0, -1.0):
        changed = sign * change > 0
        lived = changed & (region >= 0) & (region < len(plan.regions))
        found += _summed("region", plan.regions, region[lived], change[lived], lonlat[lived])
        own = changed & is_cluster
        found += _summed("cluster", plan.clusters, aims.row[own], change[own], lonlat[own])
    return tuple(sorted(found, key=lambda place: (-place.amount, place.kind, place.id)))


def _summed(
    kind: Literal["region", "cluster"],
    frame: pd.DataFrame,
    rows: Ints,
    amount: Floats,
    lonlat: Floats,
) -> list[GainPlace]:
    """Return the places of some rows, each once."""
    sums = np.bincount(rows, amount, len(frame)) if len(rows) else np.zeros(len(frame))
    most = np.zeros(len(frame), np.int64)
    order = np.argsort(np.abs(amount), kind="stable")
    most[rows[order]] = order  # the last of each row, its greatest, stays
    places = []
    for row in np.flatnonzero(sums).tolist():
        own = frame.iloc[row]
        given = [own.get(column) for column in ("name", "name_zh")]
        name, name_zh = (text if isinstance(text, str) else None for text in given)
        id_ = str(own[_KEYS[kind]])
        places.append(
            GainPlace(
                kind,
                id_,
                name or id_,
                name_zh or name or id_,
                float(sums[row]),
                *lonlat[most[row]].tolist(),
            )
        )
    return places


def messages_of(places: tuple[GainPlace, ...]) -> list[Message]:
    """Return who is gained and lost, the most of each, in words."""
    messages = []
    for code, own in (
        ("propose-gains", [place for place in places if place.amount > 0]),
        ("propose-loses", [place for place in reversed(places) if place.amount < 0]),
    ):
        if own:
            shown = tuple(
                Message("propose-place", place=place.id, amount=abs(place.amount))
                for place in own[:_MOST_LISTED]
            )
            messages.append(Message(code, places=shown, count=len(own)))
    return messages


def titled(
    plan: Plan,
    pieces: tuple[Sequence[Piece], Sequence[Piece]],
    places: Sequence[GainPlace],
    aims: str,
) -> tuple[str, str]:
    """Return titles in English and Chinese: which zones take how much land, to reach which places.

    They name the zones that take most, of a swap those that release most too, and the places that
    are gained and lost most; `pieces` are the land that is taken, and that is released.
    """
    taken, released = pieces
    zones, givers = _by_area(taken), _by_area(released)
    is_new = not set(zones) & set(plan.zones["zone_id"])
    gained = [place for place in places if place.amount > 0][:_IN_TITLE]
    lost = [place for place in reversed(places) if place.amount < 0][:_IN_TITLE]
    shown, giving = (own if len(own) <= _IN_TITLE else own[:1] for own in (zones, givers))
    kind = "swap" if {*givers} == {*zones} else "trade" if givers else "add"
    kind = "new" if is_new else kind
    titles = []
    for language in ("en", "zh"):
        named, giving_named = (
            _both([_zone_name(plan, zone, language) for zone in own]) for own in (shown, giving)
        )
        there, gone = (
            _both([place.name_zh if language == "zh" else place.name for place in own])
            for own in (gained, lost)
        )
        title = Message(
            "propose-title",
            kind=kind,
            zones=named,
            count=len(zones),
            more=len(zones) - len(shown),
            givers=giving_named,
            others=len(givers) - len(giving),
            area_km2=math.fsum(piece.area_km2 for piece in taken),
            reach="some" if gained else "none",
            places=there,
            loss="some" if lost else "none",
            lost=gone,
            objective=aims,
        )
        titles.append(catalogue(language).text(title))
    return titles[0], titles[1]


def _by_area(pieces: Sequence[Piece]) -> list[str]:
    """Return the zones of pieces, that of most land first."""
    area_km2: dict[str, float] = {}
    for piece in pieces:
        area_km2[piece.zone_id] = area_km2.get(piece.zone_id, 0.0) + piece.area_km2
    return sorted(area_km2, key=lambda zone: -area_km2[zone])


def _zone_name(plan: Plan, zone: str, language: Language) -> str:
    """Return the name of a zone without the part in brackets, or its id."""
    rows = plan.zones[plan.zones["zone_id"] == zone]
    named = (
        rows[column].iloc[0] for column in names_first(language) if column in rows and len(rows)
    )
    name = next((name for name in named if isinstance(name, str) and name.strip()), zone)
    return (re.split("[(（]", name)[0].strip() or name)[:_LONGEST]


def _both(names: Sequence[str]) -> str | Message:
    """Return one or two names for a sentence."""
    if len(names) < 2:
        return "".join(names)
    return Message("propose-both", first=names[0], second=names[1])
