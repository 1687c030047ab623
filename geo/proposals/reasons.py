"""Reasons for a proposal: what each piece of land adds, and what keeps it from more.

Where nothing is gained, the nearest people out of reach of any land are named, or a smallest set of
rules says why. A **conflict** is a set of limits that together leave no piece of land that would
gain anything, and none of which can be spared: without any one of them there is such a piece. It is
found by leaving out one limit after the other for good if nothing is gained without it either (the
deletion filter of Chinneck & Dravnieks 1991, ORSA Journal on Computing 3, 157–168). There may be
others.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from geo.coverage import Coverage
from geo.proposals.available_land import FORBIDS, ProposalTerms, as_multi
from geo.proposals.drawing import Drawing
from geo.proposals.land import NEW, LandPiece, Site
from geo.proposals.limits import Limits
from geo.proposals.model import choose
from geo.proposals.objective import Objective
from geo.proposals.task import MORE_KM2, Task, every_land, terrain_of
from geo.proposals.term import LAND_VALUE
from geo.solver import Clock
from layers.geometry.antimeridian import wrapped
from layers.messages import Message

_SAME_PLACE = 0.2  # of the smaller piece: what two pieces share that are one place
_FTZS_APART = 5  # at most this many are named separately
_AREA, _LEAST, _SHAPE = "area", "least", "shape"
_WORDS = {
    "locked": "propose-limit-locked",
    "exclusion": "propose-limit-exclusion",
    "water": "propose-limit-water",
    "barrier": "propose-limit-barrier",
    "customs_block_cut": "propose-limit-customs-block-cut",
    "overlap": "propose-limit-overlap",
    "outside_province": "propose-limit-outside-province",
    _SHAPE: "propose-limit-shape",
    _LEAST: "propose-limit-least",
    _AREA: "propose-limit-area",
}
_BESIDE_KM = 30.0  # beyond that
_MORE_LAND = 25.0  # times: treated as land without limit
_ANY_SHAPE: dict[str, Any] = {"width_km": 0.1, "joint_km": None, "compact": 20.0}


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of land that a zone takes or releases.

    `alone` is how much it changes the objective's gain on its own, `last` how much it adds to all
    the others. `worse` is how much less the best answer without a piece in this place gains, and
    `instead` the zones that would take land then but do not now: those displaced. Both are None
    where time ran out. `geometry` is in degrees, as drawn; `residents` is how many people live on
    it.
    """

    zone_id: str
    ftz_id: str | None
    area_km2: float
    alone: float
    last: float
    geometry: MultiPolygon
    worse: float | None = None
    instead: tuple[str, ...] | None = None
    residents: float = 0.0


def pieces_of(
    task: Task, chosen: NDArray[np.bool_], drawing: Drawing, gap: float, clock: Clock
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces taken and released, the largest first."""
    taken: list[Piece] = []
    released: list[Piece] = []
    choice = drawing.choice
    whole = np.maximum.accumulate(np.where(choice.today, np.arange(choice.columns), 0))
    for column, drawn in drawing.pieces.items():
        alone, without = choice.today.copy(), chosen.copy()
        alone[column], without[column] = True, False
        if drawn.is_released:
            alone[whole[column]], without[whole[column]] = False, True
        worse, instead = None, None
        if not drawn.is_released:
            worse, instead = _displaced(task, chosen, column, gap, clock)
        piece = Piece(
            zone_id=drawn.zone_id,
            ftz_id=drawn.ftz_id or None,
            area_km2=drawn.area_km2,
            alone=choice.gain(alone),
            last=choice.gain(chosen) - choice.gain(without),
            geometry=as_multi(wrapped(drawn.land)),
            worse=worse,
            instead=instead,
        )
        (released if drawn.is_released else taken).append(piece)
    for pieces in (taken, released):
        pieces.sort(key=lambda piece: -round(piece.area_km2, 6))
    return tuple(taken), tuple(released)


def _displaced(
    task: Task, chosen: NDArray[np.bool_], column: int, gap: float, clock: Clock
) -> tuple[float | None, tuple[str, ...] | None]:
    """Return how much is lost without a piece in its place, and the zones that take land then."""
    if clock.left_s <= 0:
        return None, None
    (own,) = [part for part in task.choice.parts() if column in part]
    lands = np.array([land.land for land in task.lands], dtype=object)
    shared = shapely.area(shapely.intersection(lands, lands[column]))
    here = shared > _SAME_PLACE * np.minimum(shapely.area(lands), lands[column].area)
    part = task.choice.part(own)
    banned = np.flatnonzero(np.isin(own, np.flatnonzero(here)))
    found = choose(part.without(banned), gap, clock)
    if found.status != "optimal":
        return None, None
    now = {task.lands[n].zone_id for n in own[chosen[own]].tolist() if n < len(task.lands)}
    then = {task.lands[n].zone_id for n in own[found.chosen].tolist() if n < len(task.lands)}
    return max(0.0, part.net(chosen[own]) - found.gain), tuple(sorted(then - now))


def binding(task: Task, drawing: Drawing) -> list[Message]:
    """Return the limit on each FTZ's gain, or the sites of new zones."""
    if task.terms.new is not None:
        return _new_zones(task, drawing)
    reasons = []
    for ftz, km2 in task.terms.room_km2.items():
        own = [piece for piece in drawing.pieces.values() if piece.ftz_id == ftz]
        used = sum(one.area_km2 for one in own if one.is_released == task.terms.swap)
        code = "propose-swap-used" if task.terms.swap else "propose-budget-used"
        limits, taken = task.terms.limits, sum(not one.is_released for one in own)
        if not own and _all_locked(task, ftz):
            reasons.append(Message("propose-ftz-locked", ftz=ftz))
        elif not own:
            reasons.append(Message("propose-ftz-gains-nothing", ftz=ftz))
        elif km2 - used < limits.min_piece_km2:
            reasons.append(Message(code, ftz=ftz, used_km2=used, limit_km2=km2))
        elif limits.max_pieces is not None and taken >= limits.max_pieces:
            reasons.append(Message("propose-pieces-used", ftz=ftz, pieces=taken))
        else:
            reasons.append(Message("propose-area-left", ftz=ftz, used_km2=used, limit_km2=km2))
    reasons += _gateways(task, drawing) if task.terms.swap else []
    reasons += [
        Message("propose-block-released", zone=piece.zone_id, area_km2=piece.area_km2)
        for piece in drawing.pieces.values()
        if piece.is_whole_block
    ]
    return [*reasons, *_land_value(task, drawing)]


def _new_zones(task: Task, drawing: Drawing) -> list[Message]:
    """Return where new zones are, and whether fewer are worth while than may be."""
    new = task.terms.new
    assert new is not None  # noqa: S101  as new zones are sought
    reasons = [
        Message("propose-site", zone=drawn.zone_id, province=province)
        for column, drawn in drawing.pieces.items()
        for province in [task.lands[column].zone_id.removeprefix(NEW)]
    ]
    if len(reasons) < new.most:
        reasons.append(Message("propose-fewer-zones", new=new.most, found=len(reasons)))
    return [*reasons, *_land_value(task, drawing)]


def _all_locked(task: Task, ftz: str) -> bool:
    zones = task.available.plan.zones
    own = zones["ftz_id"] == ftz
    return "locked" in task.terms.forbids and bool(zones["locked"][own].astype(bool).all())


def _gateways(task: Task, drawing: Drawing) -> list[Message]:
    """Return which gateways inside the zones of a swap are released, and which are kept."""
    gateways, zones = task.available.plan.gateways, task.available.plan.zones
    own = shapely.union_all(zones.geometry[zones["ftz_id"].isin([*task.terms.room_km2])].to_numpy())
    cuts = [piece.land for piece in drawing.pieces.values() if piece.is_released]
    gone = shapely.intersects(shapely.union_all(cuts), gateways.geometry.to_numpy())
    kept = shapely.intersects(own, gateways.geometry.to_numpy()) & ~gone
    messages = [("propose-gateways-released", gone)]
    if not task.terms.limits.release_gateways:
        messages.append(("propose-gateways-kept", kept))
    return [
        Message(code, gateways=tuple(map(str, gateways["gateway_id"][rows])))
        for code, rows in messages
        if rows.any()
    ]


def _land_value(task: Task, drawing: Drawing) -> list[Message]:
    """Return the worth of the land that is taken and released, where the objective counts it."""
    messages = []
    for land in task.objective.land:
        taken = released = 0.0
        for piece in drawing.pieces.values():
            counts = abs(float(land.of([piece.land], [piece.zone_id])[0])) / land.term.weight
            if piece.is_released:
                released += counts
            else:
                taken += counts
        indicator = land.term.indicator
        code = "propose-land-value" if indicator.key == LAND_VALUE else "propose-land-counted"
        messages.append(Message(code, indicator=indicator.title, taken=taken, released=released))
    return messages


def one_more(task: Task, gain: float, gap: float, clock: Clock) -> list[Message]:
    """Return the gain of one more square kilometre: for each FTZ, or for many at once."""
    rooms = task.terms.room_km2
    sets = [[ftz] for ftz in rooms] if len(rooms) <= _FTZS_APART else [[*rooms]]
    reasons = []
    for ftzs in sets:
        if clock.left_s <= 0 or task.terms.swap:
            break
        found = choose(task.choice.with_most({f: rooms[f] + MORE_KM2 for f in ftzs}), gap, clock)
        if found.status != "optimal":
            break
        least, most = max(0.0, found.gain - gain), max(0.0, found.bound - gain)
        code = "propose-one-more-of" if len(sets) == len(rooms) else "propose-one-more"
        reasons.append(Message(code, ftz=ftzs[0], gain=least, bound=most))
    return reasons


def beside_km(terms: ProposalTerms) -> float:
    """Return how far from its zones land may lie, whichever limits are eased; ∞ for new blocks."""
    if terms.new is not None or terms.limits.new_blocks:
        return math.inf
    most_km2 = _MORE_LAND * max(terms.room_km2.values()) + MORE_KM2
    return math.sqrt(max(terms.limits.compact, _ANY_SHAPE["compact"]) * most_km2) + _BESIDE_KM


def conflict_of(
    baseline: Coverage, aims: Objective, terms: ProposalTerms, clock: Clock
) -> list[Message]:
    """Return the limits in conflict, a message each.

    There are none where nothing is within reach under any limits, or where land would gain
    something, but no more than a swap loses for it.
    """
    least = min(Limits.min_piece_km2, terms.limits.min_piece_km2)

    def holding(held: frozenset[str]) -> ProposalTerms:
        times = 1.0 if _AREA in held else _MORE_LAND
        limits = replace(
            terms.limits,
            min_piece_km2=terms.limits.min_piece_km2 if _LEAST in held else least,
            **({} if _SHAPE in held else _ANY_SHAPE),
        )
        room_km2 = {ftz: times * km2 for ftz, km2 in terms.room_km2.items()}
        return terms._replace(
            room_km2=room_km2, forbids=held & terms.forbids, limits=limits, targets=()
        )

    setting = terrain_of(baseline, aims, holding(frozenset()))
    open_, reaching = setting.rows, setting.reaching
    known: dict[Hashable, bool] = {}  # of each set of pieces, whether one of them gains anything

    def gains(held: frozenset[str]) -> bool:
        eased = holding(held)
        key, lands = every_land(setting._replace(terms=eased))
        if key not in known:
            known[key] = any(map(partial(adds, eased.room_km2), lands))
        return known[key]

    def adds(room_km2: Mapping[str, float], land: LandPiece) -> bool:
        fits = land.area_km2 <= room_km2[str(land.ftz_id)]
        met = reaching.added(land, open_) & aims.counts(open_, land.zone_id)
        return clock.left_s <= 0 or bool(fits and met.any())

    held = (frozenset(_WORDS) - {*FORBIDS}) | terms.forbids
    if gains(frozenset()) and not gains(held):
        for limit in _WORDS:
            if not gains(held - {limit}):
                held -= {limit}
    else:
        held = frozenset()
    words = {**_WORDS, _AREA: "propose-limit-swap"} if terms.swap else _WORDS
    return [Message(code) for limit, code in words.items() if limit in held]


def nearest_unreached(aims: Objective, baseline: Coverage, sites: Sequence[Site]) -> Message | None:
    """Return who is nearest of those that no land beside blocks may reach, by straight line.

    It says how far away they are, for how many kilometres land would have to run, and in which
    region of the coarsest level they are. None where anybody may be near enough, or where distances
    are not by line.
    """
    if baseline.by != "line" or not aims.is_sum or not sites or not len(aims.worth):
        return None
    open_ = np.flatnonzero(~aims.covered(baseline) & (aims.worth > 0) & (aims.radius_km > 0))
    if not len(open_):
        return Message("propose-all-reached", objective=str(aims))
    ellipsoid, lonlat = baseline.plan.ellipsoid, np.column_stack([aims.lon, aims.lat])[open_]
    away_km = np.full(len(open_), np.inf)
    for site in sites:
        plane = ellipsoid.plane(*site.block.centroid.coords[0])
        dots = shapely.points(plane.to_plane_m(lonlat))
        away_km = np.minimum(away_km, shapely.distance(dots, plane.forward(site.block)) / 1e3)
    missing_km = away_km - aims.radius_km[open_]
    first = int(missing_km.argmin())
    if missing_km[first] <= max(site.longest_m for site in sites) / 1e3:
        return None
    point = int(open_[first])
    kind, place, region = _place_of(aims, baseline, point)
    return Message(
        "propose-out-of-reach",
        objective=str(aims),
        count=len(np.unique(lonlat, axis=0)),
        kind=kind,
        place=place,
        away_km=float(away_km[first]),
        missing_km=float(missing_km[first]),
        region=region,
        has_region="yes" if region else "no",
    )


def _place_of(aims: Objective, baseline: Coverage, point: int) -> tuple[str, str, str]:
    """Return whether a point is a cluster or a place, which, and its region of the coarsest level.

    A place is called by the finest region that it is in, else by its degrees.
    """
    plan, at = baseline.plan, shapely.Point(aims.lon[point], aims.lat[point])
    rows = np.flatnonzero(shapely.intersects(plan.regions.geometry.to_numpy(), at))
    of_region = plan.regions.iloc[int(rows[0])] if len(rows) else None
    code = None if of_region is None else of_region[plan.terms.coarsest.column]
    region = code if isinstance(code, str) else ""
    if aims.rows_of("clusters")[point] >= 0:
        cluster = plan.clusters.iloc[int(aims.row[point])]
        return "cluster", str(cluster["cluster_id"]), region
    named = f"{at.x:.2f} {at.y:.2f}" if of_region is None else str(of_region["adcode"])
    return "place", named, region
