"""The names of a plan near a place: which lines and areas words refer to.

Every layer with lines or areas and names is searched: roads and railways of `network`, waters,
regions of each level, other zones, and a user's own reference layers. Names are compared without
case, spaces and width, then as aliases, then without their last word (路 for 大道, "Street" for
"Road"), and last by sound, as 東 sounds like 东. The match that was used is always reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.bounds.text import SIDES, Bound
from layers import Plan
from layers.geometry.antimeridian import Extent, Shapes, unwrapped
from layers.geometry.area_projection import near_projection
from layers.geometry.edges import Floats
from layers.messages import Language, Message
from layers.messages.languages import names_first
from layers.runtime.cache import cached_property
from layers.runtime.suggestions import suggestion
from layers.schema.lists import split_list

_LAYERS = (
    "network",
    "reference_lines",
    "map_lines",
    "waters",
    "references",
    "customs_blocks",
    "linked_areas",
    "parcels",
    "exclusions",
    "zones",
    "regions",
)
"""The layers in which names are looked up; a name in several is taken from the first."""

_AREAS = frozenset({"zones", "regions"})
_MOST_NEAR = 8
_OTHER_NAMES = ("aliases", "alt_name", "old_name", "ref")
_LEVELS = (("city_name", "city_name_zh"), ("province_name", "province_name_zh"))
_POINTS = ("demand", "gateways", "clusters")

_Shape = TypeVar("_Shape", bound=BaseGeometry)
Match: TypeAlias = Literal["exact", "alias", "stem", "sound"]
_MATCHES: tuple[Match, ...] = ("exact", "alias", "stem", "sound")

_BORDER = re.compile(
    r"(?:的?(?:边界|交界|界线|界))$|\s+(?:border|boundary|limits?)$|^border (?:of|with)\s+",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"(?:[东南西北左右]?(?:岸线|岸边|河岸|江岸|岸))$|\s+(?:bank|shore(?:line)?)$", re.IGNORECASE
)
_SEA = re.compile(
    r"(?:大海|海岸线?|海域|海湾|海峡|海边|湾|洋|滩涂|[东南西北渤黄]海|^海)$|"
    r"\b(?:sea|coast(?:line)?|shore(?:line)?|ocean|bay|strait|gulf)\b",
    re.IGNORECASE,
)
_KINDS = {
    "rail": re.compile(r"(?:铁路|高铁|railway)$"),
    "road": re.compile(
        r"(?:高速公路|高速|公路|大道|大街|马路|道路|街道|路|街|道|巷|"
        r"road|rd|street|st|avenue|ave|highway|expressway|motorway|way|boulevard|blvd|drive|lane)$"
    ),
    "water": re.compile(r"(?:河|江|溪|湖|水道|river|canal|lake)$"),
    "region": re.compile(r"(?:市|区|县|镇|乡|街道办事处|city|county|district|town)$"),
}
"""Last words of names by kind; without them, only names of one kind are compared."""
_IS_WATER = re.compile(r"[河江溪湖]$|水道$|\b(?:river|canal|creek|lake)\b", re.IGNORECASE)
_LEADING = re.compile(r"^(?:the)?(?:river|lake|canal|railway|road)(?=\w{2})")


@dataclass(frozen=True)
class Feature:
    """The feature with a name near a place: lines in metres, and the area that they surround.

    `lines` are the boundary of an area. `match` says how the name was found, `name` as what, in
    which `layer`; `also` are other layers that have the name. `layer` is "coast" for the edge of
    the land, and "degrees" for a meridian or a parallel.
    """

    name: str
    layer: str
    match: Match
    lines: tuple[BaseGeometry, ...]
    area: BaseGeometry | None = None
    also: tuple[str, ...] = ()

    @property
    def is_water(self) -> bool:
        """Return whether it is a river, a lake or the like, as an area or as a line."""
        if self.layer == "waters":
            return True
        other = any(_KINDS[kind].search(fold(self.name)) for kind in ("rail", "road", "region"))
        return not other and _IS_WATER.search(self.name) is not None


@dataclass(frozen=True)
class _Named:
    names: tuple[str, ...]
    layer: str
    shape: BaseGeometry


class NamedLayers:
    """The rows of a plan that have names, by layer, prepared for many places.

    Names in a language come first, by default in that of the plan.
    """

    def __init__(self, plan: Plan, language: Language | None = None) -> None:
        """Read the names of each layer."""
        self.plan = plan
        first = names_first(language or ("zh" if plan.terms.chinese else "en"))
        self.layers = [
            _NamedLayer(layer, frame, columns, frame.geometry.bounds.to_numpy())
            for layer in _LAYERS
            for frame, columns in _named_rows(plan, layer, [*first, *_OTHER_NAMES])
        ]
        self.levels = [
            [
                name
                for name in sorted(
                    columns, key=lambda one: one.endswith("_zh") == ("zh" not in first[0])
                )
                if name in plan.regions
            ]
            for columns in _LEVELS
        ]
        self.region_bounds = plan.regions.geometry.bounds.to_numpy()


@dataclass(frozen=True)
class _NamedLayer:
    layer: str
    frame: gpd.GeoDataFrame
    columns: list[str]
    bounds: Floats


def _named_rows(
    plan: Plan, layer: str, names: list[str]
) -> Iterator[tuple[gpd.GeoDataFrame, list[str]]]:
    frame = plan.frame(layer)
    columns = [name for name in names if name in frame]
    if isinstance(frame, gpd.GeoDataFrame) and columns and len(frame):
        yield frame.loc[frame[columns].notna().any(axis=1).to_numpy()], columns


class Gazetteer:
    """The named lines and areas of a plan within `reach_m` of a place, in metres about it.

    `near` is the place in degrees of the plan's CRS; `without` the zone that is not searched.
    """

    def __init__(
        self, named: NamedLayers, near: BaseGeometry, reach_m: float, without: str | None = None
    ) -> None:
        """Place the plane about `near`."""
        self._layers, self.plan, self._without = named, named.plan, without
        near = unwrapped(near)[0]
        west, south, east, north = near.bounds
        self._middle = ((west + east) / 2 + 180) % 360 - 180
        crs = near_projection(self.plan.crs, (west, south, east, north)).crs
        self._to_m = Transformer.from_crs(self.plan.crs, crs, always_xy=True)
        self.near: BaseGeometry = self.metres([near])[0]
        self.window = shapely.box(*self.near.buffer(reach_m).bounds)

    def metres(self, shapes: Iterable[BaseGeometry] | Shapes) -> Shapes:
        """Return shapes in degrees in metres about the place."""
        turned = unwrapped(list(shapes), self._middle)
        projected: Shapes = shapely.transform(turned, self._placed)
        broken = ~shapely.is_valid(projected)
        projected[broken] = shapely.make_valid(projected[broken])
        return projected

    def degrees(self, shape: _Shape) -> _Shape:
        """Return a shape in metres in degrees of the plan's CRS; longitudes may exceed 180."""

        def back(xy: Floats) -> Floats:
            lon, lat = self._to_m.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
            return np.column_stack([lon + 360 * np.round((self._middle - lon) / 360), lat])

        return shapely.transform(shape, back)

    def _placed(self, degrees: Floats) -> Floats:
        return np.column_stack(self._to_m.transform(degrees[:, 0], degrees[:, 1]))

    def find(self, bound: Bound) -> Feature | None:
        """Return the feature that a bound names, None if nothing nearby has its name."""
        if bound.longitude is not None or bound.latitude is not None:
            return self._degrees_line(bound)
        feature = self._find_name(bound)
        if feature is None or not bound.offset_side:
            return feature
        east, north = SIDES[bound.offset_side]
        step_m = bound.offset_m / np.hypot(east, north)
        lines = tuple(
            shapely.transform(line, lambda xy: xy + np.array([east, north]) * step_m)
            for line in feature.lines
        )
        return Feature(feature.name, feature.layer, feature.match, lines, None, feature.also)

    def area(self, name: str) -> BaseGeometry | None:
        """Return the area with a name, None if there is none."""
        feature = self._find_name(Bound(name))
        return feature.area if feature else None

    def hint(self, name: str) -> Message:
        """Return a hint for a name that was not found: similar names, or the nearest ones."""
        for layer in _POINTS:
            frame = self.plan.frame(layer)
            for column in ("name", "name_zh"):
                if column in frame and (frame[column] == name).any():
                    return Message("bounds-only-point", layer=layer)
        near = suggestion(name, {one for named in self._named for one in _alike(name, named.names)})
        if near.code == "suggest-near":
            return near
        lines = [one for one in self._named if one.layer not in _AREAS] or self._named
        lines = sorted(lines, key=lambda one: one.shape.distance(self.near))
        names = dict.fromkeys(one for named in lines for one in _alike(name, named.names)[:1])
        return suggestion(name, [*names][:_MOST_NEAR])

    @property
    def has_names(self) -> bool:
        """Return whether anything near has a name besides regions and zones."""
        return any(one.layer not in _AREAS for one in self._named)

    def lines(self) -> Iterator[tuple[str, BaseGeometry]]:
        """Yield the name and the lines in metres of all that is near, besides regions and zones."""
        for layer in self._layers.layers:
            if layer.layer not in _AREAS:
                for one in self._of_layer(layer):
                    yield one.names[0], _outline(one.shape)

    def _find_name(self, bound: Bound) -> Feature | None:
        border = _BORDER.search(bound.name) is not None
        plain = _BANK.sub("", _BORDER.sub("", bound.name)).strip() or bound.name
        for names in ((bound.name,), (plain, *bound.aliases)):
            for match in _MATCHES:
                wanted = {key for name in names for key in _keys(name, match, wanted=True)}
                found = [*self._matching(wanted, match)]
                if border:
                    found = [one for one in found if one.layer == "regions"] or found
                if found:
                    return _feature(found, match, bound.name)
        if _SEA.search(plain) or _SEA.search(bound.name):
            return self._coast(bound.name)
        return None

    def _matching(self, wanted: set[str], match: Match) -> Iterator[_Named]:
        index = self._index[match]
        seen: set[int] = set()
        for key in wanted:
            for row in index.get(key, ()):
                if row not in seen:
                    seen.add(row)
                    yield self._named[row]

    @cached_property
    def _index(self) -> dict[Match, dict[str, list[int]]]:
        index: dict[Match, dict[str, list[int]]] = {match: {} for match in _MATCHES}
        for row, one in enumerate(self._named):
            for match in _MATCHES:
                for key in {key for name in one.names for key in _keys(name, match)}:
                    index[match].setdefault(key, []).append(row)
        return index

    @cached_property
    def _named(self) -> list[_Named]:
        found = [one for layer in self._layers.layers for one in self._of_layer(layer)]
        for columns in self._layers.levels:
            found += self._dissolved(columns)
        return found

    def _of_layer(self, named: _NamedLayer) -> Iterator[_Named]:
        near = self._near(named.bounds)
        if named.layer == "zones" and self._without is not None:
            near &= (named.frame["zone_id"] != self._without).to_numpy(bool)
        frame = named.frame.loc[near]
        shapes = self.metres(frame.geometry.to_numpy())
        texts = frame[named.columns].astype(object).to_numpy()
        for row in np.flatnonzero(shapely.intersects(shapes, self.window)):
            names = tuple(name for text in texts[row] for name in split_list(text))
            if names:
                yield _Named(names, named.layer, shapes[row])

    @cached_property
    def _extent(self) -> Extent:
        west, south, east, north = self.degrees(self.window.segmentize(5_000)).bounds
        return west, south, east, north

    def _near(self, bounds: Floats) -> NDArray[np.bool_]:
        """Return which extents may meet the window."""
        west, south, east, north = self._extent
        beside = (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        left, right = ((bounds[:, [0, 2]] - west) % 360).T
        across = (left <= east - west) | (right <= east - west) | (right < left)
        wide = bounds[:, 2] - bounds[:, 0] > 180
        near: NDArray[np.bool_] = beside & (across | wide)
        return near

    def _dissolved(self, columns: list[str]) -> Iterator[_Named]:
        """Yield the regions of a coarser level, each in one piece."""
        if not columns:
            return
        regions = self._layers.plan.regions
        near = regions.loc[self._near(self._layers.region_bounds)]
        for names, rows in near.groupby(columns, sort=True):
            shape = shapely.union_all(self.metres(rows.geometry.to_numpy()))
            if shape.intersects(self.window):
                yield _Named(tuple(map(str, names)), "regions", shape)

    def _coast(self, name: str) -> Feature | None:
        """Return the edge of the land."""
        frames = [self.plan.frame(layer) for layer in ("regions", "map_land")]
        near = [
            shape
            for frame in frames
            for shape in frame.geometry[self._near(frame.geometry.bounds.to_numpy())]
        ]
        land = shapely.union_all(self.metres(near))
        line = shapely.intersection(shapely.boundary(land), self.window)
        return Feature(name, "coast", "alias", _lines(line)) if not line.is_empty else None

    def _degrees_line(self, bound: Bound) -> Feature:
        west, south, east, north = self._extent
        if bound.longitude is not None:
            lon = bound.longitude + 360 * round((self._middle - bound.longitude) / 360)
            ends = [(lon, south), (lon, north)]
        else:
            assert bound.latitude is not None  # noqa: S101  one of the two
            ends = [(west, bound.latitude), (east, bound.latitude)]
        line = shapely.segmentize(shapely.LineString(ends), 0.005)
        return Feature(bound.name, "degrees", "exact", _lines(self.metres([line])[0]))


def _feature(found: list[_Named], match: Match, name: str) -> Feature:
    """Return the feature of rows with one name: those of the first layer that has it.

    It is called as in the script of `name`.
    """
    layers = list(dict.fromkeys(one.layer for one in found))
    rows = [one for one in found if one.layer == layers[0]]
    shapes = [one.shape for one in rows]
    areas = [shape for shape in shapes if shape.geom_type.endswith("Polygon")]
    return Feature(
        _alike(name, rows[0].names)[0],
        layers[0],
        match,
        tuple(line for shape in shapes for line in _lines(_outline(shape))),
        shapely.union_all(areas) if areas else None,
        tuple(layers[1:]),
    )


def names_bank(name: str) -> bool:
    """Return whether words name the bank or shore of something.

    >>> names_bank("闽江北岸"), names_bank("the Long River"), names_bank("Long River bank")
    (True, False, True)
    """
    return _BANK.search(name) is not None


def _alike(name: str, names: Sequence[str]) -> list[str]:
    """Return the names in the same script as one that was sought, all if none is.

    >>> _alike("甲路", ("A Road", "乙路")), _alike("甲路", ("A Road",))
    (['乙路'], ['A Road'])
    """
    return [one for one in names if one.isascii() == name.isascii()] or list(names)


def _outline(shape: BaseGeometry) -> BaseGeometry:
    return shapely.boundary(shape) if shape.geom_type.endswith("Polygon") else shape


def _lines(shape: BaseGeometry) -> tuple[BaseGeometry, ...]:
    return tuple(
        part for part in shapely.get_parts(shape) if part.geom_type in {"LineString", "LinearRing"}
    )


def fold(name: str) -> str:
    """Return a name without case, width, spaces and punctuation.

    >>> fold("Ａ-Road (North)"), fold("金井 三路")
    ('aroadnorth', '金井三路')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _keys(name: str, match: Match, *, wanted: bool = False) -> set[str]:
    """Return the keys by which a name is compared; `wanted` if the name is from a text.

    >>> _keys("东山路", "stem", wanted=True) & _keys("东山大道", "stem")
    {'东山|road'}
    >>> _keys("黄浦江", "stem", wanted=True) & _keys("黄浦区", "stem")
    set()
    """
    folded = _LEADING.sub("", fold(name))
    if match in {"exact", "alias"}:
        return {fold(name), folded} - {""}
    for kind, last in _KINDS.items():
        stem = last.sub("", folded)
        if stem not in {"", folded}:
            kinds = {kind, "none" if wanted else "any"}
            break
    else:
        stem, kinds = folded, {"none", "any"} if wanted else {"none"}
    key = stem if match == "stem" else _sound(stem)
    return {f"{key}|{kind}" for kind in kinds} if key else set()


def _sound(text: str) -> str:
    """Return how Chinese characters sound, with their tones.

    >>> _sound("東山") == _sound("东山")
    True
    """
    if text.isascii():
        return ""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  slow to import, seldom needed

    return "-".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))
