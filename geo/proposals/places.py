"""Whom a proposal gains and loses, by name: the regions where people are, and the clusters.

A place counts what its points add to the objective and take away from it, over the spread of the
radii; all of it together, less what land costs, is the gain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from layers.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from geo.coverage import Coverage
    from geo.proposals.objective import Objective
    from layers.geometry.edges import Floats, Ints

_TOLD = 5  # of the places that are gained, and of those that are lost
_IN_TITLE = 2
_KEYS = {"region": "adcode", "cluster": "cluster_id"}


class Place(NamedTuple):
    """A region of the finest level (by `adcode`) or a cluster, and what it adds, or loses (< 0).

    `lon` and `lat` are where the most of that is, in degrees.
    """

    kind: Literal["region", "cluster"]
    id: str
    name: str
    name_zh: str
    amount: float
    lon: float
    lat: float


def places_of(aims: Objective, before: Coverage, after: Coverage) -> tuple[Place, ...]:
    """Return the places that are gained, the most first, then those lost, the most last."""
    change = aims.worth * (aims.covered(after).astype(float) - aims.covered(before))
    lonlat = np.column_stack([aims.lon, aims.lat])
    targets, plan = before.targets, before.plan
    district = np.empty(len(targets.demand), np.int64)
    district[targets.demand.order] = targets.district
    found: list[Place] = []
    for sign in (1.0, -1.0):
        changed = sign * change > 0
        lived = changed & (aims.demand_row >= 0)
        regions = np.append(district, -1)[np.where(lived, aims.demand_row, -1)]
        lived &= regions < len(plan.regions)
        found += _summed("region", plan.regions, regions[lived], change[lived], lonlat[lived])
        own = changed & (aims.cluster_row >= 0)
        rows = aims.cluster_row[own]
        found += _summed("cluster", plan.clusters, rows, change[own], lonlat[own])
    return tuple(sorted(found, key=lambda place: (-place.amount, place.kind, place.id)))


def _summed(
    kind: Literal["region", "cluster"],
    frame: pd.DataFrame,
    rows: Ints,
    amount: Floats,
    lonlat: Floats,
) -> list[Place]:
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
            Place(
                kind,
                id_,
                name or id_,
                name_zh or name or id_,
                float(sums[row]),
                *lonlat[most[row]].tolist(),
            )
        )
    return places


def messages_of(places: tuple[Place, ...]) -> list[Message]:
    """Return who is gained and lost, the most of each, in words."""
    messages = []
    for code, own in (
        ("propose-gains", [place for place in places if place.amount > 0]),
        ("propose-loses", [place for place in reversed(places) if place.amount < 0]),
    ):
        if own:
            told = tuple(
                Message("propose-place", place=place.id, amount=abs(place.amount))
                for place in own[:_TOLD]
            )
            messages.append(Message(code, places=told, count=len(own)))
    return messages


def titled(title: str, title_zh: str, places: tuple[Place, ...]) -> tuple[str, str]:
    """Return titles that name the places that are gained most."""
    most = [place for place in places if place.amount > 0][:_IN_TITLE]
    if not most:
        return title, title_zh
    return (
        f"{title} ({', '.join(place.name for place in most)})",
        f"{title_zh}（{'、'.join(place.name_zh for place in most)}）",
    )
