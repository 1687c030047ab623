"""Land from a description of its bounds (四至), with the certainty and source of its outline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.bounds.closing import Apart, Face, Run, Section, faces, innermost, true_sides
from geo.bounds.gazetteer import Feature, Gazetteer, NamedLayers, names_bank
from geo.bounds.text import SIDES, Bound, PartText, Side, read_bounds, side_words
from geo.edits import Add, Edit, Reshape
from geo.scenario import Scenario
from geo.scenario.replay import apply
from layers import Plan
from layers.errors import MeasureError, ScenarioError, UnknownError
from layers.geometry.antimeridian import unwrapped, wrapped
from layers.geometry.validity import largest_polygon
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.runtime.suggestions import suggestion

GAP_KM = 1.0
"""The widest gap between lines that is bridged, unless another is asked for."""

_ROOM_M = 5_000.0
_OF_REGION_M = 2_000.0
_ROAD_M = 15.0  # from the middle of a road to its edge
_COAST_M = 50.0
_ASIDE_M = 100.0  # a line of the same name this near is another carriageway
_CLEARER = 2.0  # how much nearer to the stated area one of several faces must be
_MOST_LISTED = 4
_DEGREE_M = 111_000.0
_DIGITS = 7  # of degrees: a centimetre
_CLOCKWISE = tuple(SIDES)


@dataclass(frozen=True)
class OutlineSection:
    """A section of an outline: the feature it follows, its tolerance, its line in degrees.

    `kind` is `line` along a named feature, `bridge` over a gap, `assumed` where nothing was found
    and today's extent is used. `sides` is empty for land that named features enclose.
    """

    sides: tuple[str, ...]
    name: str
    layer: str
    kind: str
    length_km: float
    tolerance_m: float
    geometry: BaseGeometry


@dataclass(frozen=True)
class BoundsPart:
    """One part of a text as land: its polygon in degrees of the plan's CRS, and its area.

    The area lies between `least_km2` and `most_km2` if each section of the outline is off by no
    more than its tolerance. `published_km2` is the area stated in the text. `notes` list the
    features used for names and departures from the text; without `complete`, a side is assumed.
    """

    title: str
    geometry: Polygon
    area_km2: float
    least_km2: float
    most_km2: float
    published_km2: float | None
    sections: tuple[OutlineSection, ...]
    notes: tuple[Message, ...]
    complete: bool


@dataclass(frozen=True)
class BoundsLand:
    """The land of a text of bounds, part by part; `zone` is the id of the zone near which it is.

    >>> from geo import land_from_bounds
    >>> from layers.example import example_plan
    >>> words = "north to 30.02 N, east to 120.03 E, south to 30 N, west to 120 E"
    >>> land = land_from_bounds(example_plan(), words, near="A")
    >>> land.complete, [round(part.area_km2, 2) for part in land.parts]
    (True, [6.42])
    """

    text: str
    near: str
    zone: str | None
    parts: tuple[BoundsPart, ...]

    @property
    def words(self) -> str:
        """Return the text in one line, as an edit keeps it."""
        return " ".join(self.text.split())

    @property
    def geometry(self) -> MultiPolygon:
        """Return the land of all parts, in degrees of the plan's CRS."""
        whole = wrapped(shapely.union_all([part.geometry for part in self.parts]))
        return whole if isinstance(whole, MultiPolygon) else MultiPolygon([whole])

    @property
    def complete(self) -> bool:
        """Return whether no side is assumed."""
        return all(part.complete for part in self.parts)


@checked_call(ScenarioError)
def scenario_of_bounds(
    plan: Plan,
    land: BoundsLand,
    *,
    scenario: str,
    zone: str | None = None,
    ftz: str | None = None,
) -> Scenario:
    """Return the scenario that gives a zone this land, with the text of its bounds in the edit.

    The zone is the one near which the land was sought; or `zone` is a new one, of group `ftz`. The
    title names the sides that are assumed.

    Raises:
        MeasureError: the land was sought in a region, and no new zone is named.
        ScenarioError: the zone, its group or the scenario's id is not valid.

    >>> from geo import land_from_bounds, scenario_of_bounds
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> words = "north to 30.02 N, east to 120.01 E, south to 30 N, west to 120 E"
    >>> scenario_of_bounds(plan, land_from_bounds(plan, words, near="A"), scenario="words")
    <Scenario words: 1 reshape>
    """
    edit = edit_of_bounds(plan, land, zone, ftz)
    sides = dict.fromkeys(
        side
        for part in land.parts
        for one in part.sections
        if one.kind == "assumed"
        for side in one.sides
    )
    words = Message(
        "bounds-scenario-title",
        zone=zone or land.zone or "",
        complete="yes" if land.complete else "no",
        sides=side_words(tuple(sides)),
    )
    say = plan.terms.speaker
    made = Scenario.of(
        plan,
        [edit],
        scenario=scenario,
        title=say("en").text(words),
        title_zh=say("zh").text(words) if plan.terms.chinese else None,
    )
    apply(plan, made)
    return made


def edit_of_bounds(
    plan: Plan, land: BoundsLand, zone: str | None = None, ftz: str | None = None
) -> Edit:
    """Return the edit that gives a zone this land, as `scenario_of_bounds` does.

    Raises:
        MeasureError: the land was sought in a region, and no new zone is named.
        ScenarioError: the zone or its group is not valid.
    """
    known = zone or land.zone
    if known is None:
        raise MeasureError(Message("bounds-of-zone", near=land.near))
    if known in set(plan.zones["zone_id"]):
        return Reshape(zone=known, geometry=land.geometry, bounds_text=land.words)
    return Add(zone=known, ftz=ftz, geometry=land.geometry, bounds_text=land.words)


@checked_call(MeasureError)
def land_from_bounds(  # noqa: PLR0913  options of a text
    plan: Plan,
    text: str,
    *,
    near: str,
    parts: Sequence[int] = (),
    gap_km: float = GAP_KM,
    area_km2: float | None = None,
    choose: Mapping[int, int] | None = None,
    draft: bool = False,
) -> BoundsLand:
    """Return the land that a text of bounds describes, near a zone or in a region.

    Names are looked up in the plan's network, waters, regions and reference layers. `area_km2` is
    the published area, if the text does not state it: it decides between several faces; `choose`
    says by the number of a part which of them is meant, in the order of the refusal that lists
    them, from 1. `parts` are numbers of those wanted, from 1; all if there are none. Lines that
    meet only nearly are bridged up to `gap_km`. With `draft`, a side that is not found is assumed
    to be where the zone or region ends today.

    Raises:
        MeasureError: the text cannot be read, a name is not found, sides do not close, or several
            faces are possible: one line per problem.
        UnknownError: no zone or region is called `near`.

    >>> import geopandas as gpd, shapely
    >>> from layers import Plan
    >>> def lines(*ends): return [shapely.LineString(pair) for pair in ends]
    >>> roads = gpd.GeoDataFrame({"name": ["A Road", "B Road", "C Road", "D Road"]},
    ...     geometry=lines([(0, .02), (.1, .02)], [(.06, 0), (.06, .1)], [(0, .08), (.1, .08)],
    ...                    [(.02, 0), (.02, .1)]), crs=4326)
    >>> land = [shapely.box(.03, .03, .05, .05)]
    >>> zones = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": "F"}, geometry=land, crs=4326)
    >>> around = [shapely.box(0, 0, .1, .1)]
    >>> regions = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=around, crs=4326)
    >>> plan = Plan({"zones": zones, "regions": regions, "network": roads})
    >>> words = "north to C Road, east to B Road, south to A Road, west to D Road"
    >>> found = land_from_bounds(plan, words, near="Z")
    >>> [round(edge, 6) for edge in found.geometry.bounds], round(found.parts[0].area_km2, 1)
    ([0.02, 0.02, 0.06, 0.08], 29.5)
    """
    texts = read_bounds(text)
    choices = dict(choose or {})
    for number in (*parts, *choices):
        if not 1 <= number <= len(texts):
            raise MeasureError(Message("bounds-part-unknown", given=number, parts=len(texts)))
    if not 0 <= gap_km <= 50:
        raise MeasureError(Message("bounds-gap", given=gap_km))
    place, zone = _place(plan, near)
    west, south, east, north = unwrapped(place)[0].bounds
    size_m = _DEGREE_M * max(east - west, north - south)
    reach_m = _OF_REGION_M if zone is None else _ROOM_M + 2 * size_m
    gazetteer = Gazetteer(NamedLayers(plan), place, reach_m, zone)
    wanted = [
        (number, part) for number, part in enumerate(texts, 1) if number in parts or not parts
    ]
    if area_km2 is not None and len(wanted) == 1:
        wanted = [(wanted[0][0], replace(wanted[0][1], area_km2=area_km2))]
    problems: list[Message] = []
    found = []
    for number, part in wanted:
        try:
            search = _Wanted(part, number, gap_km * 1000, choices.get(number), is_draft=draft)
            found.append(_part(search, plan, gazetteer))
        except MeasureError as error:
            if len(texts) == 1:
                raise
            title = part.title or str(number)
            problems += (Message("bounds-in-part", part=title, problem=p) for p in error.problems)
    if problems:
        raise MeasureError(problems)
    return BoundsLand(text, near, zone, tuple(found))


def _place(plan: Plan, near: str) -> tuple[BaseGeometry, str | None]:
    """Return the outline of a zone or region, and the zone's id."""
    zones, regions = plan.zones, plan.regions
    for column in ("zone_id", "name", "name_zh"):
        if column in zones and (rows := (zones[column] == near).to_numpy(bool)).any():
            return zones.geometry[rows].union_all(), str(zones["zone_id"][rows].iloc[0])
    for column in regions.columns:
        if column.endswith(("adcode", "name", "name_zh")):
            rows = (regions[column].astype(object) == near).to_numpy(bool)
            if rows.any():
                return regions.geometry[rows].union_all(), None
    raise UnknownError(
        Message("bounds-near-unknown", near=near, hint=suggestion(near, zones["zone_id"]))
    )


@dataclass(frozen=True)
class _Wanted:
    """A part of a text, its number, and the options of its search."""

    text: PartText
    number: int
    gap_m: float
    choice: int | None
    is_draft: bool


def _part(wanted: _Wanted, plan: Plan, gazetteer: Gazetteer) -> BoundsPart:
    part, gap_m = wanted.text, wanted.gap_m
    problems: list[Message] = []
    notes: list[Message] = []
    runs = _runs(part, gazetteer, problems, notes, is_draft=wanted.is_draft)
    without = _areas(part.excluding, gazetteer, problems)
    within = _areas(part.including, gazetteer, problems)
    if problems:
        if not gazetteer.has_names:
            problems.append(Message("bounds-no-names"))
        raise MeasureError(problems)
    near = gazetteer.near.centroid
    found, apart = faces(runs, near, 0.0)
    if not found:
        found, apart = faces(runs, near, gap_m)
    if not found:
        raise MeasureError(_not_closed(part, runs, apart, gazetteer, gap_m))
    face = _chosen(found, wanted, gazetteer, notes)
    lacking = without + [
        feature.area
        for feature in {id(one.feature): one.feature for one in face.sections}.values()
        if feature.area is not None and feature.layer != "regions"
    ]
    shape = face.shape
    if lacking:
        shape = largest_polygon(shape.difference(shapely.union_all(lacking)))
    if within:
        shape = largest_polygon(shapely.union_all([shape, *within]))
    if part.by_points:
        notes.append(Message("bounds-by-points"))
    return _measured(part, plan, gazetteer, (face, shape), notes)


def _runs(
    part: PartText,
    gazetteer: Gazetteer,
    problems: list[Message],
    notes: list[Message],
    *,
    is_draft: bool,
) -> list[Run]:
    """Return the runs of a part, clockwise, with the feature of each bound."""
    features: dict[Bound, Feature | None] = {}
    by_name: dict[tuple[str, str, float, str | None], Feature] = {}
    assumed: list[tuple[str, ...]] = []
    for side in part.sides:
        for bound in side.bounds:
            if bound in features:
                continue
            feature = gazetteer.find(bound)
            if feature is not None:
                key = feature.layer, feature.name, bound.offset_m, bound.offset_side
                feature = by_name.setdefault(key, feature)
                notes += _taken(bound, feature)
            elif not (bound.unnamed and len(side.bounds) > 1):
                if is_draft and side.sides:
                    assumed.append(side.sides)
                else:
                    code = "bounds-unnamed" if bound.unnamed else "bounds-not-found"
                    hint = gazetteer.hint(bound.name)
                    where = side_words(side.sides)
                    problems.append(Message(code, sides=where, name=bound.name, hint=hint))
            features[bound] = feature
    if problems:
        return []
    runs = [*_clockwise(part.sides, features)]
    if is_draft and part.named:
        today = [one for sides in assumed for one in sides] + [*_missing(part)]
        runs = _with_today(runs, today, gazetteer)
        notes += (Message("bounds-assumed", sides=side_words((side,))) for side in today)
    return [run for run in runs if run.bounds]


def _clockwise(sides: Sequence[Side], features: dict[Bound, Feature | None]) -> list[Run]:
    """Return the runs of sides in clockwise order."""
    runs = []
    for side in sides:
        bounds = tuple(
            (bound, features[bound])
            for bound in side.bounds
            if features[bound] is not None or bound.unnamed
        )
        if len(bounds) > 1 or not side.sides:
            runs.append((_first(side.sides), Run(_in_turn(side.sides), bounds)))
        else:
            runs += ((_CLOCKWISE.index(one), Run((one,), bounds)) for one in side.sides)
    return [run for _, run in sorted(runs, key=lambda pair: pair[0])]


def _in_turn(sides: tuple[str, ...]) -> tuple[str, ...]:
    """Return neighbouring sides clockwise, from the first after the widest gap."""
    if not sides:
        return ()
    order = sorted(sides, key=_CLOCKWISE.index)
    places = [_CLOCKWISE.index(side) for side in order]
    gaps = [(place - places[row - 1]) % 8 or 8 for row, place in enumerate(places)]
    start = gaps.index(max(gaps))
    return tuple(order[start:] + order[:start])


def _first(sides: tuple[str, ...]) -> int:
    return _CLOCKWISE.index(_in_turn(sides)[0]) if sides else 0


def _with_today(runs: list[Run], sides: Sequence[str], gazetteer: Gazetteer) -> list[Run]:
    """Return runs with the edge of today's extent for some sides."""
    west, south, east, north = gazetteer.near.bounds
    left, bottom, right, top = gazetteer.window.bounds
    edges = {
        "north": ((left, north), (right, north)),
        "east": ((east, top), (east, bottom)),
        "south": ((right, south), (left, south)),
        "west": ((west, bottom), (west, top)),
    }
    for side in sides:
        for name, ends in edges.items():
            if name in side:
                line = shapely.LineString(ends)
                feature = Feature(name, "today", "exact", (line,))
                runs = [run for run in runs if run.bounds or run.sides != (side,)]
                runs.append(Run((name,), ((Bound(name), feature),)))
    return sorted(runs, key=lambda run: _first(run.sides))


def _taken(bound: Bound, feature: Feature) -> list[Message]:
    """Return notes on the feature used for a name, where it is called something else."""
    notes = []
    if feature.layer == "coast":
        notes.append(Message("bounds-coast", name=bound.name))
    elif feature.match != "exact" and feature.layer != "degrees":
        notes.append(
            Message("bounds-taken", name=bound.name, taken=feature.name, layer=feature.layer)
        )
    if feature.is_water:
        taken = "line" if feature.area is None else "bank"
        asked = "middle" if bound.middle else "bank" if names_bank(bound.name) else "none"
        notes.append(Message("bounds-water", name=bound.name, taken=taken, asked=asked))
    if feature.also:
        notes.append(
            Message("bounds-also", name=feature.name, layer=feature.layer, others=feature.also)
        )
    return notes


def _areas(
    names: Sequence[str], gazetteer: Gazetteer, problems: list[Message]
) -> list[BaseGeometry]:
    found = []
    for name in names:
        area = gazetteer.area(name)
        if area is None:
            problems.append(Message("bounds-area-unknown", name=name, hint=gazetteer.hint(name)))
        else:
            found.append(area)
    return found


def _not_closed(
    part: PartText, runs: Sequence[Run], apart: Sequence[Apart], gazetteer: Gazetteer, gap_m: float
) -> list[Message]:
    """Return why lines enclose no land."""
    if missing := _missing(part):
        return [Message("bounds-open", sides=side_words(missing))]
    if apart:
        return [
            Message(
                "bounds-apart",
                first=one.first.name,
                second=one.second.name,
                distance_km=one.distance_m / 1000,
                gap_km=gap_m / 1000,
            )
            for one in {frozenset((id(one.first), id(one.second))): one for one in apart}.values()
        ]
    turned, _ = faces([replace(run, sides=()) for run in runs], gazetteer.near.centroid, gap_m)
    lines = tuple(_wrong_sides(runs, turned[0])) if turned else ()
    if lines:
        area_km2 = turned[0].shape.area / 1e6
        return [Message("bounds-other-sides", area_km2=area_km2, lines=lines)]
    return [Message("bounds-no-face")]


def _wrong_sides(runs: Sequence[Run], face: Face) -> Iterator[Message]:
    """Yield the lines of a face that do not lie on the side that the text gives."""
    given: dict[int, list[str]] = {}
    for run in runs:
        for _, feature in run.bounds:
            given.setdefault(id(feature), []).extend(run.sides)
    for key, (feature, side) in true_sides(face).items():
        sides = tuple(dict.fromkeys(given.get(key, ())))
        if not any(side in one for one in sides):
            true, wrong = side_words((side,)), side_words(sides)
            yield Message("bounds-true-side", name=feature.name, true=true, given=wrong)


def _chosen(
    possible: Sequence[Face], wanted: _Wanted, gazetteer: Gazetteer, notes: list[Message]
) -> Face:
    """Return the face that a text means.

    Raises:
        MeasureError: it can mean several, and none is chosen.
    """
    here = [one for one in possible if one.shape.intersects(gazetteer.near)]
    if wanted.choice is None:
        face = _only(possible, here, wanted.text.area_km2, gazetteer, notes)
        if face is not None:
            return face
    several = (here or possible)[:_MOST_LISTED]
    if wanted.choice is not None:
        if not 1 <= wanted.choice <= len(several):
            raise MeasureError(
                Message("bounds-choice-unknown", given=wanted.choice, faces=len(several))
            )
        notes.append(Message("bounds-by-choice", faces=len(several), number=wanted.choice))
        return several[wanted.choice - 1]
    areas = tuple(
        Message("bounds-face", area_km2=one.shape.area / 1e6, place=_where(one, gazetteer))
        for one in several
    )
    number = wanted.number
    raise MeasureError(Message("bounds-ambiguous", faces=len(several), areas=areas, part=number))


def _only(
    possible: Sequence[Face],
    here: Sequence[Face],
    area_km2: float | None,
    gazetteer: Gazetteer,
    notes: list[Message],
) -> Face | None:
    """Return the only face that a text can mean, of those possible and those `here`, if any."""
    if len(possible) == 1:
        if not here:
            distance_km = possible[0].shape.distance(gazetteer.near) / 1000
            notes.append(Message("bounds-elsewhere", distance_km=distance_km))
        return possible[0]
    if area_km2 is not None:
        off = [abs(np.log(one.shape.area / 1e6 / area_km2)) for one in possible]
        order = np.argsort(off)
        if off[order[0]] * _CLEARER <= off[order[1]]:
            notes.append(Message("bounds-by-area", area_km2=area_km2, faces=len(possible)))
            return possible[int(order[0])]
    if len(here) == 1:
        notes.append(Message("bounds-by-place", faces=len(possible)))
        return here[0]
    return innermost(here or possible)


def _missing(part: PartText) -> tuple[str, ...]:
    """Return the sides of which a text says nothing; none if it names no side at all."""
    if not part.named:
        return ()
    return tuple(
        side
        for side in ("north", "east", "south", "west")
        if not any(side in name for name in part.named)
    )


def _where(face: Face, gazetteer: Gazetteer) -> str:
    middle = gazetteer.degrees(Point(face.shape.representative_point()))
    return f"{(middle.x + 180) % 360 - 180:.4f} {middle.y:.4f}"


def _measured(
    part: PartText,
    plan: Plan,
    gazetteer: Gazetteer,
    outline: tuple[Face, Polygon],
    notes: list[Message],
) -> BoundsPart:
    face, shape = outline
    sections = []
    bands = []
    for section in face.sections:
        tolerance_m = _tolerance_m(section)
        bands.append(section.line.buffer(tolerance_m))
        kind = "assumed" if section.feature.layer == "today" else section.kind
        sections.append(
            OutlineSection(
                tuple(dict.fromkeys(section.sides)),
                section.feature.name,
                section.feature.layer,
                kind,
                section.line.length / 1000,
                tolerance_m,
                gazetteer.degrees(section.line),
            )
        )
    band = shapely.union_all(bands)
    areas = plan.ellipsoid.area_km2(
        [gazetteer.degrees(one) for one in (shape, shape.difference(band), shape.union(band))]
    )
    area_km2, least_km2, most_km2 = map(float, areas)
    stated = part.area_km2
    if stated is not None and not least_km2 <= stated <= most_km2:
        notes.append(Message("bounds-other-area", stated_km2=stated, area_km2=area_km2))
    geometry = _rounded(gazetteer.degrees(shapely.orient_polygons(shape)))
    complete = all(section.kind != "assumed" for section in sections)
    return BoundsPart(
        part.title,
        geometry,
        area_km2,
        least_km2,
        most_km2,
        stated,
        tuple(sections),
        tuple(notes),
        complete,
    )


def _rounded(shape: Polygon) -> Polygon:
    """Return a polygon with as many digits as a network has, if it stays valid."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, _DIGITS))
    tidy = shapely.remove_repeated_points(rounded)
    return tidy if isinstance(tidy, Polygon) and tidy.is_valid else shape


def _tolerance_m(section: Section) -> float:
    """Return how far an outline may be off along a section."""
    if section.kind == "bridge":
        return max(_ROAD_M, section.line.length / 2)
    if section.feature.layer == "degrees":
        return 1.0
    if section.feature.layer == "today":
        return 500.0
    if section.feature.layer in {"coast", "waters"}:
        return _COAST_M
    beside = shapely.intersection(
        shapely.union_all(list(section.feature.lines)),
        section.line.buffer(_ASIDE_M, cap_style="flat"),
    )
    away = shapely.distance(shapely.points(shapely.get_coordinates(beside)), section.line)
    return max(_ROAD_M, float(away.max(initial=0.0)))
