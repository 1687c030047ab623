"""The base of edits: frozen values that return new zones and leave the old ones unchanged."""

from __future__ import annotations

import unicodedata
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pyproj import CRS
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.edits.frame import check_off_poles, cut_at_180, in_one_piece, inside_extent, lie_near_180
from geo.edits.polygon_input import in_degrees, to_crs
from geo.validation import problems_of
from layers.errors import CrsError, ScenarioError
from layers.geometry.antimeridian import Extent, Shapes, unwrapped, whole
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message, Param
from layers.plan.plan import Plan
from layers.runtime.cache import cached_property
from layers.runtime.suggestions import suggestion

_Drawn = TypeVar("_Drawn", bound="BaseGeometry")

_OBSTACLES = ("exclusions", "waters")
"""Layers of a plan whose land an edit may avoid."""

_MOST_CHARACTERS = 500
_MOST_OF_BOUNDS = 5_000
_ROOM_DEG = 5.0  # how far beyond the plan's regions and zones an edit may extend
ZoneRow: TypeAlias = "Mapping[str, Any]"
"""A zone's values by column."""


def printable_line(text: str, limit: int = _MOST_CHARACTERS) -> str:
    """Return a text of one printable line, of at most `limit` characters.

    Raises:
        ScenarioError: it is empty, too long, or has an invisible character.
    """
    if not text.strip():
        raise ScenarioError(Message("value-text-empty"))
    if len(text) > limit:
        raise ScenarioError(Message("value-text-too-long", limit=limit))
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zl", "Zp"} for letter in text):
        raise ScenarioError(Message("value-text-control"))
    return text


def listed(value: object) -> object:
    """Return a list as a tuple, for a frozen value."""
    return tuple(value) if isinstance(value, list) else value


def source_of(scenario: str) -> str:
    """Return the source text of a zone added by a scenario."""
    return f"scenario {scenario}"


ShortText = Annotated[str, AfterValidator(printable_line)]
"""One printable line, not empty."""

BoundsText = Annotated[
    str, AfterValidator(lambda text: printable_line(text, limit=_MOST_OF_BOUNDS))
]
"""The words of published bounds from which an outline was made."""

AreaKm2 = Annotated[float, Field(gt=0, le=1e7)]
"""An area that an edit gains or releases, or leaves."""


@dataclass(frozen=True)
class EditContext:
    """The plan's data that an edit needs: CRS, ellipsoid, FTZ ids, and the allowed extent.

    `extent` is in degrees of the plan's CRS; `scenario` is the id that added zones have as source;
    `obstacles` has the polygons of the plan's `_OBSTACLES`, `districts` those of the province of
    each FTZ whose province the plan has. If `is_across_180`, longitudes go from 0 to 360, so that
    nothing is cut at 180°.
    """

    crs: CRS
    ellipsoid: Ellipsoid
    ftz_ids: frozenset[str]
    extent: Extent
    scenario: str = "draft"
    obstacles: Mapping[str, Shapes] = field(default_factory=dict, compare=False)
    districts: Mapping[str, Shapes] = field(default_factory=dict, compare=False)
    is_across_180: bool = False
    outlines: Shapes | None = field(default=None, compare=False)

    @classmethod
    def of(cls, plan: Plan, scenario: str = "draft") -> EditContext:
        """Return the context of a plan: edits may extend 5° beyond regions and zones."""
        west, south, east, north = plan.extent
        return cls(
            crs=plan.crs,
            ellipsoid=plan.ellipsoid,
            ftz_ids=frozenset(plan.ftzs["ftz_id"]) | frozenset(plan.zones["ftz_id"].dropna()),
            extent=(west - _ROOM_DEG, south - _ROOM_DEG, east + _ROOM_DEG, north + _ROOM_DEG),
            scenario=scenario,
            obstacles={
                layer: plan.frame(layer).geometry.to_numpy()
                for layer in _OBSTACLES
                if plan.has(layer)
            },
            districts=_districts_by_ftz(plan),
            outlines=plan.zones.geometry.to_numpy(),
        )

    @property
    def reaches_180(self) -> bool:
        """Return whether an edit may reach the antimeridian."""
        west, _, east, _ = self.extent
        return west <= -180 or east >= 180

    @cached_property
    def across_180(self) -> EditContext:
        """Return the same context for longitudes from 0 to 360."""
        obstacles, districts = (
            {name: unwrapped(shapes) for name, shapes in layers.items()}
            for layers in (self.obstacles, self.districts)
        )
        return replace(self, obstacles=obstacles, districts=districts, is_across_180=True)

    def outline(self, geometry: Polygon | MultiPolygon, crs: str | None = None) -> MultiPolygon:
        """Return a geometry as a zone's multipolygon in the plan's CRS, checked like `placed`.

        Raises:
            ScenarioError: as `placed`; or it is too near a pole to be edited.
        """
        placed = self.placed(geometry, crs)
        check_off_poles(placed.bounds)
        return placed if isinstance(placed, MultiPolygon) else MultiPolygon([placed])

    def placed(
        self, geometry: _Drawn, crs: str | None = None, *, option: str = "geometry"
    ) -> _Drawn:
        """Return an edit's geometry in the plan's CRS, checked to lie within its extent.

        `option` is the edit's option that holds it. A geometry in the plan's degrees was checked
        when the edit was created (see `DrawnEdit`); one in another CRS is checked here.

        Raises:
            ScenarioError: it extends beyond the plan's extent, its CRS has no exact transformation
                to the plan's, or it is invalid after the transformation.
        """
        if crs is not None:
            try:
                geometry = in_degrees(to_crs(geometry, crs, self.crs, self.outlines))
            except (CrsError, ScenarioError) as error:
                problems = (in_option(option, problem) for problem in error.problems)
                raise ScenarioError(problems) from error
        if not inside_extent(shapely.bounds(shapely.get_parts(geometry)), self.extent).all():
            west, south, east, north = whole(geometry).bounds
            swapped = inside_extent(np.array([[south, west, north, east]]), self.extent).all()
            raise ScenarioError(
                Message(
                    "edits-extent-swapped" if swapped else "edits-extent-exceeded",
                    option=Message("edits-option", option=option),
                    bounds=bounds_of((west, south, east, north)),
                    extent=bounds_of(self.extent),
                )
            )
        return cast("_Drawn", unwrapped(geometry)[0]) if self.is_across_180 else geometry


def _districts_by_ftz(plan: Plan) -> dict[str, Shapes]:
    """Return the finest regions in the coarsest region of each FTZ, where the plan has that."""
    rows = plan.regions.groupby(plan.terms.coarsest.column).indices
    shapes = plan.regions.geometry.to_numpy()
    ftzs = zip(plan.ftzs["ftz_id"], plan.ftzs["adcode"], strict=True)
    return {ftz: shapes[rows[province]] for ftz, province in ftzs if province in rows}


class CheckedByPydantic(type):
    """The metaclass of classes validated by pydantic: problems are those of a scenario's file."""

    if not TYPE_CHECKING:  # type checkers take the parameters from pydantic

        def __call__(cls, *values: Any, **options: Any) -> Any:  # noqa: ANN401
            """Return the value.

            Raises:
                ScenarioError: invalid: one line per problem.
            """
            fields = getattr(cls, "__dataclass_fields__", None) or {
                field.alias or name: field for name, field in cls.model_fields.items()
            }
            names: dict[str, str] = {}
            if hasattr(cls, "model_fields"):  # a word of Python, such as `from`, has another name
                named = {name: one.alias or name for name, one in cls.model_fields.items()}
                if not options.keys() & (fields.keys() - named.keys()):
                    names = {alias: name for name, alias in named.items()}
                options = {named.get(name, name): value for name, value in options.items()}
            if hasattr(cls, "__dataclass_fields__") and len(values) <= len(fields):
                options, values = dict(zip(fields, values, strict=False)) | options, ()
            try:
                return super().__call__(*values, **options)
            except ValidationError as error:
                at = (cls.verb,) if hasattr(cls, "verb") else ()
                raise ScenarioError(problems_of(error, fields, at, names)) from error


class _EditClass(CheckedByPydantic, type(BaseModel)):  # type: ignore[misc]
    """The metaclass of edits."""


class Edit(BaseModel, metaclass=_EditClass):  # type: ignore[metaclass]
    """One edit: a frozen value. A subclass with a `verb` is one of `EDITS`, ordered by `place`.

    Invalid values raise `ScenarioError`.

    >>> from geo import Remove
    >>> Remove(zone="A").touched
    frozenset({'A'})
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    verb: ClassVar[str]
    place: ClassVar[float]

    @property
    @abstractmethod
    def subject(self) -> Message:
        """Return the zone or zones of this edit, for messages."""

    @property
    def message(self) -> Message:
        """Return a one-line description: the verb and its options except geometries.

        >>> from geo import Expand
        >>> str(Expand(zone="A", by_km=2).message)
        'Expand A by 2.00 km'
        """
        places: dict[str, Param] = {"zone": ""}
        for name, option in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, tuple):
                value = tuple(Message("edits-zone", zone=str(each)) for each in value)
            if not isinstance(value, BaseGeometry):
                places[option.alias or name] = "" if value is None else value
        return Message("edits-line", **places | {"verb": self.verb})

    @property
    @abstractmethod
    def touched(self) -> frozenset[str]:
        """Return the ids of the zones that this edit changes, adds or removes."""

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones after this edit; `zones` itself stays unchanged.

        Rows keep their order and columns their types; the index counts from 0. Zones near 180° are
        edited in one piece (`geo.edits.frame`).

        Raises:
            ScenarioError: the edit is impossible; the message states why and what to do.
        """
        if not context.reaches_180:
            return self.edited(zones, context)
        if not lie_near_180(zones, self.touched):
            return cut_at_180(self.edited(zones, context))
        whole = in_one_piece(zones)
        before = zip(whole.geometry, zones.geometry, strict=True)
        return cut_at_180(self.edited(whole, context.across_180), before)

    @abstractmethod
    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the result of `apply` for zones and a context in which nothing is cut at 180°.

        Raises:
            ScenarioError: as `apply`.
        """


class ZoneEdit(Edit):
    """An edit of one zone."""

    zone: ShortText

    @property
    def subject(self) -> Message:
        """Return the zone."""
        return Message("edits-zone", zone=self.zone)

    @property
    def touched(self) -> frozenset[str]:
        """Return the zone."""
        return frozenset({self.zone})


def row_of(zones: gpd.GeoDataFrame, zone: str) -> int:
    """Return the position of a zone's row.

    Raises:
        ScenarioError: no zone has this id; the message names similar ones.
    """
    rows = np.flatnonzero(zones["zone_id"].to_numpy(object) == zone)
    if len(rows) == 0:
        hint = suggestion(zone, zones["zone_id"])
        raise ScenarioError(Message("edits-zone-unknown", zone=zone, hint=hint))
    return int(rows[0])


def geometry_of(zones: gpd.GeoDataFrame, zone: str) -> MultiPolygon:
    """Return a zone's geometry.

    Raises:
        ScenarioError: no zone has this id.
    """
    geometry: MultiPolygon = zones.geometry.iloc[row_of(zones, zone)]
    return geometry


def with_geometry(zones: gpd.GeoDataFrame, zone: str, geometry: MultiPolygon) -> gpd.GeoDataFrame:
    """Return the zones with a new geometry for one of them.

    Raises:
        ScenarioError: no zone has this id.
    """
    child, shapes = zones.reset_index(drop=True), zones.geometry.array.copy()
    shapes[row_of(zones, zone)] = geometry
    child[child.geometry.name] = shapes  # `set_geometry` takes twice as long
    return child


def in_option(option: str, reason: Message) -> Message:
    """Return a message about the geometry of an edit's option."""
    return Message("edits-in-option", option=Message("edits-option", option=option), reason=reason)


def bounds_of(extent: Extent) -> Message:
    """Return an extent for messages."""
    west, south, east, north = map(float, extent)
    return Message("edits-bounds", west=west, south=south, east=east, north=north)


def row_values(zones: gpd.GeoDataFrame, position: int) -> dict[str, Any]:
    """Return a zone's values by column."""
    return {name: zones[name].iloc[position] for name in zones.columns}


def of_two_ftzs(ftzs: Mapping[str, str | None], code: str, code_of_none: str) -> Message:
    """Return the message that two zones have different FTZs, or one has none."""
    sorted_ftzs = sorted(ftzs.items(), key=lambda pair: pair[1] is None)
    (zone, ftz), (other, other_ftz) = sorted_ftzs
    if other_ftz is None:
        return Message(code_of_none, zone=zone, ftz=str(ftz), other=other)
    (zone, ftz), (other, other_ftz) = ftzs.items()
    return Message(code, zone=zone, ftz=str(ftz), other=other, other_ftz=str(other_ftz))


def numeric_columns(zones: gpd.GeoDataFrame) -> frozenset[str]:
    """Return the numeric columns: their figures describe a whole zone, not a part of it."""
    return frozenset(name for name in zones.columns if zones[name].dtype.kind in "iuf")


def rewritten(zones: gpd.GeoDataFrame, changes: Mapping[int, ZoneRow | None]) -> gpd.GeoDataFrame:
    """Return the zones with other rows at some positions; None drops the row.

    Positions from the number of zones on are added rows, in order. The index counts from 0. A
    column missing in a row is null, but a flag is false (a GeoPackage has no null flags). Types are
    preserved; only plain integers become nullable if one is null, because 0 would be an invented
    figure.
    """
    count = len(zones)
    rows = {position: row for position, row in sorted(changes.items()) if row is not None}
    places = {position: count + number for number, position in enumerate(rows)}
    order = [places.get(i, i) for i in range(count) if i not in changes or i in rows]
    order += [place for position, place in places.items() if position >= count]
    if not rows:
        return zones.take(order).reset_index(drop=True)
    old, added = zones.reset_index(drop=True), dict[str, Any]()
    for name, dtype in zones.dtypes.items():
        if name == zones.active_geometry_name:
            added[name] = gpd.GeoSeries([row[name] for row in rows.values()], crs=zones.crs)
            continue
        values = [row.get(name, False if dtype.kind == "b" else None) for row in rows.values()]
        if dtype.kind in "iu" and any(pd.isna(value) for value in values):
            old[name] = old[name].convert_dtypes()
            dtype = old[name].dtype  # noqa: PLW2901
        added[name] = pd.Series(values, dtype=dtype)
    both: gpd.GeoDataFrame = pd.concat([old, pd.DataFrame(added)], ignore_index=True)
    return both.take(order).reset_index(drop=True)
