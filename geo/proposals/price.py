"""What land costs beside the objective: who lives on it, and layers that it is to keep off.

The people of a demand point live evenly over the land that is nearer to it than to other points,
at most 10 km away. Land is looked at by **cells** of 250 m, those of its waters left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.land_use import unused_km2
from geo.proposals.available_land import AvailableLand
from geo.proposals.land import LandPiece
from layers import Plan
from layers.errors import UnknownError
from layers.geometry.antimeridian import Shapes, whole
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import LocalPlane
from layers.messages import Message
from layers.runtime.cache import cached_property
from layers.runtime.suggestions import suggestion

CELL_M = 250.0
"""How wide and high a cell is."""

_FAR_M = 10_000.0
_FEWEST = 64  # cells that land is looked at by: of smaller land they are smaller
_NONE = np.empty((0, 2))
_BESIDE_DEG = 0.01  # about points and lines of a layer: some kilometre


class Residents:
    """The people of a plan, spread over its land."""

    def __init__(self, available: AvailableLand) -> None:
        """Take the demand of the plan of some land."""
        self.available = available
        demand = available.plan.demand if available.plan.has("demand") else None
        self._people = np.empty(0) if demand is None else demand["population"].to_numpy(float)
        lonlat = _NONE if demand is None else shapely.get_coordinates(demand.geometry.to_numpy())
        self._places_m = available.ellipsoid.cartesian_m(*lonlat.T)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self._places_m)

    def density(self, plane: LocalPlane, xy: Floats) -> Floats:
        """Return how many people live on each m² at places of a plane."""
        if not len(self._people) or not len(xy):
            return np.zeros(len(xy))
        west, south = xy.min(axis=0) - 2 * _FAR_M
        east, north = xy.max(axis=0) + 2 * _FAR_M
        axes = np.arange(west, east, CELL_M), np.arange(south, north, CELL_M)
        cells = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        lonlat = plane.to_degrees(cells)
        window = shapely.box(*lonlat.min(axis=0), *lonlat.max(axis=0))
        land = self.available.dry_land(window)
        shapely.prepare(land)
        near = self._nearest(lonlat[shapely.contains_xy(land, *lonlat.T)])
        own = self._nearest(plane.to_degrees(xy))
        many = np.bincount(near[near < len(self._people)], minlength=len(self._people) + 1)
        people = np.append(self._people, 0.0)
        found: Floats = people[own] / (np.maximum(many[own], 1) * CELL_M**2)
        return found

    def _nearest(self, lonlat: Floats) -> Ints:
        """Return the nearest demand point of places, one beyond the last where none is near."""
        at_m = self.available.ellipsoid.cartesian_m(*lonlat.T)
        return np.asarray(self._tree.query(at_m, distance_upper_bound=_FAR_M)[1], np.int64)

    def on(self, lands: Sequence[BaseGeometry]) -> Floats:
        """Return how many people live on each of some pieces of land, in degrees."""
        found = np.zeros(len(lands))
        for number, land in enumerate(lands):
            if land.is_empty or not len(self._people):
                continue
            lon, lat = whole(land).centroid.coords[0]
            lon = lon % 360.0 if self.available.is_across_180 else lon
            plane = self.available.ellipsoid.plane(lon, lat)
            flat = plane.forward(land)
            xy = cells_in(flat)
            found[number] = self.density(plane, xy).mean() * flat.area if len(xy) else 0.0
        return found


def cells_in(flat: BaseGeometry, least_m: float = 0.0) -> Floats:
    """Return the middles of cells that lie in land of a plane, row by row from the south.

    They are smaller where there are few.
    """
    if flat.is_empty:
        return _NONE
    step_m = max(least_m, min(CELL_M, (flat.area / _FEWEST) ** 0.5))
    west, south, east, north = flat.bounds
    axes = np.arange(west + step_m / 2, east, step_m), np.arange(south + step_m / 2, north, step_m)
    cells: Floats = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    return cells[shapely.contains_xy(flat, *cells.T)]


@dataclass(frozen=True, eq=False)
class LandPrice:
    """What land costs in the unit of an objective: `per_person` for each resident, and by layers.

    `layers` are areas in degrees with their cost per km², below 0 where they attract.
    `per_used_km2` is the cost of releasing a km² in use; where use is unknown, all is in use.
    `charged` gives the objective's own charge for each km² that a zone takes at places.
    """

    residents: Residents
    per_person: float = 0.0
    layers: tuple[tuple[BaseGeometry, float], ...] = ()
    per_used_km2: float = 0.0
    charged: Callable[[Floats, str], Floats] | None = None

    @property
    def is_any(self) -> bool:
        """Say whether any land costs anything beside the objective."""
        return bool(self.per_person or self.layers or self.per_used_km2)

    def cells(
        self, plane: LocalPlane, land: BaseGeometry, zone: str, *, released: bool = False
    ) -> tuple[Floats, Floats]:
        """Return the middles of cells of land in a plane, and what each costs and is charged.

        There are none where land is free. `released` land is credited: its charge is below 0.
        """
        costs = self.per_used_km2 if released else self.per_person or self.layers
        if not costs and self.charged is None:
            return _NONE, _NONE
        cells = cells_in(land, least_m=CELL_M)
        lonlat, km2 = plane.to_degrees(cells), CELL_M**2 / 1e6
        cost, charge = np.zeros(len(cells)), np.zeros(len(cells))
        if self.charged is not None:
            charge = (-km2 if released else km2) * self.charged(lonlat, zone)
        if released and costs:
            half = CELL_M / 2
            squares = plane.inverse(shapely.box(*(cells - half).T, *(cells + half).T))
            cost = self._of_used(squares, np.full(len(cells), zone, object), km2)
        elif costs:
            if self.per_person:
                cost += self.per_person * self.residents.density(plane, cells) * CELL_M**2
            for layer, per_km2 in self.layers:
                cost += per_km2 * km2 * shapely.contains_xy(layer, *lonlat.T)
        return cells, np.column_stack([cost, charge])

    def of(self, lands: Sequence[BaseGeometry]) -> Floats:
        """Return the cost of pieces of land, given in degrees."""
        cost = np.zeros(len(lands))
        if self.per_person:
            cost += self.per_person * self.residents.on(lands)
        for layer, per_km2 in self.layers:
            shared = [shapely.intersection(land, layer) for land in lands]
            cost += per_km2 * self.residents.available.ellipsoid.area_km2(np.array(shared, object))
        return cost

    def priced(self, pieces: Sequence[LandPiece], *, released: bool = False) -> list[LandPiece]:
        """Return pieces of land with their price; `released` land costs where it is in use."""
        lands = np.array([one.land for one in pieces], object)
        if not released:
            costs = self.of([one.land for one in pieces])
        elif not self.per_used_km2 or not pieces:
            return [*pieces]
        else:
            zones = np.array([one.zone_id for one in pieces], object)
            costs = self._of_used(lands, zones, np.array([one.area_km2 for one in pieces]))
        return [replace(one, price=cost) for one, cost in zip(pieces, costs.tolist(), strict=True)]

    def _of_used(self, lands: Shapes, zones: Shapes, km2: Floats | float) -> Floats:
        """Return the cost of releasing land, by how much of it is in use."""
        unused = np.nan_to_num(unused_km2(self.residents.available.plan, lands, zones))
        return np.asarray(self.per_used_km2 * np.maximum(0.0, km2 - unused), float)


def layer_land(plan: Plan, text: str) -> BaseGeometry:
    """Return the land of a layer, or of its rows with a value: `parcels.land_use=housing`.

    Points and lines include the land within about a kilometre of them.

    Raises:
        UnknownError: the plan has no such layer, column or value.
    """
    named, _, value = text.partition("=")
    name, _, column = named.partition(".")
    known = [one for one in plan.present if "geometry" in plan.frame(one)]
    if name not in known:
        hint = suggestion(name, known)
        raise UnknownError(Message("propose-layer-unknown", layer=name, hint=hint))
    frame = plan.frame(name)
    rows = np.ones(len(frame), bool)
    if column:
        columns = [one for one in frame.columns if one != "geometry"]
        if column not in columns:
            hint = suggestion(column, columns)
            raise UnknownError(
                Message("propose-column-unknown", layer=name, column=column, hint=hint)
            )
        values = frame[column].astype(str).to_numpy(object)
        rows = values == value
        if not rows.any():
            hint = suggestion(value, sorted({*values.tolist()}))
            raise UnknownError(
                Message("propose-value-unknown", layer=name, column=column, value=value, hint=hint)
            )
    shapes = frame.geometry.to_numpy()[rows]
    wide = shapely.buffer(shapes, _BESIDE_DEG)
    shapes = np.where(shapely.get_dimensions(shapes) < 2, wide, shapes)
    land: BaseGeometry = shapely.union_all(shapes)
    shapely.prepare(land)
    return land
