"""The session of a plan: what has been worked out of it while the service runs, kept for all."""

from __future__ import annotations

import gzip
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from geo.coverage import Coverage, CoverageMeter
from geo.display import display_shape, opening_extent
from geo.scenario.model import BASELINE
from geo.scenario.replay_cache import ReplayCache
from layers.antimeridian import unwrapped, without_cuts
from layers.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.antimeridian import Extent, Shapes

Radii = tuple[float, ...]
T = TypeVar("T")

_KEPT_COVERAGES = 32
_KEPT_METERS = 3
_KEPT_ANSWERS = 32
_KEPT_COMPRESSED = 128
_KEPT_SHAPES = 2_000
_WELL = 9
"""The level of compression of what is answered again and again."""


class PlanSession:
    """One plan, its meters, and the coverages, answers and shapes that have been asked for.

    Safe between threads; a question waits for another only while the meter itself measures. All
    that is kept of a plan is kept here and is dropped with the session.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.replay_cache = ReplayCache(plan)
        self._meters: Cache[Radii, CoverageMeter] = Cache(_KEPT_METERS)
        self._coverages: Cache[tuple[str, Radii], Coverage] = Cache(_KEPT_COVERAGES)
        self._made: Cache[Hashable, Any] = Cache(_KEPT_ANSWERS)
        self._compressed: Cache[str, bytes] = Cache(_KEPT_COMPRESSED)
        self._shapes: Cache[int, tuple[BaseGeometry, BaseGeometry]] = Cache(_KEPT_SHAPES)

    def baseline(self, radii_km: Radii) -> Coverage:
        """Return the coverage of the unedited plan.

        Raises:
            MeasureError
        """
        return self.coverage(BASELINE, radii_km, lambda: None)

    def prepare(self, *asked_km: Radii) -> None:
        """Measure the baseline at all radii that are asked, then make ready for edits of each zone.

        Raises:
            MeasureError
        """
        for radii_km in asked_km:
            self.baseline(radii_km)
        for radii_km in asked_km:
            self.meter(radii_km).prepare_edits()

    def coverage(
        self, document: str, radii_km: Radii, read: Callable[[], Scenario | None]
    ) -> Coverage:
        """Return the coverage of a scenario, by its document's hash; `read` gives it where new.

        Raises:
            ScenarioError, MeasureError
        """
        return self._coverages.get(
            (document, radii_km), lambda: self.meter(radii_km).measure(read())
        )

    def meter(self, radii_km: Radii) -> CoverageMeter:
        """Return the meter of some radii, made ready when they are first asked for.

        Raises:
            MeasureError: a radius is negative, not finite or too large, or there is none.
        """
        return self._meters.get(
            radii_km, lambda: CoverageMeter(self.plan, radii_km, replay_cache=self.replay_cache)
        )

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is the same for everyone, such as a layer, made when first asked for."""
        return cast("T", self._made.get(key, make))

    def compressed(self, digest: str, content: bytes) -> bytes:
        """Return a content, known by its hash, compressed by gzip as well as it goes, once."""
        return self._compressed.get(digest, lambda: gzip.compress(content, _WELL, mtime=0))

    @cached_property
    def extent(self) -> Extent:
        """Return what the map opens on: as the plan says, else `geo.display.opening_extent`."""
        if self.plan.terms.extent is not None:
            west, south, east, north = self.plan.terms.extent
            return west, south, east + 360 * (west > east), north
        frames = self.plan.zones, self.plan.regions
        return opening_extent(*(frame.geometry.to_numpy() for frame in frames))

    def on_map(self, shapes: Shapes) -> Shapes:
        """Return shapes in the map's longitudes, which go on beyond 180 where its extent does."""
        west, _, east, _ = self.extent
        return unwrapped(shapes, (west + east) / 2) if east > 180 else shapes

    def frame_on_map(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return a frame with its shapes in the map's longitudes, corners alone."""
        shapes = frame.geometry.to_numpy()
        placed = self.on_map(shapes)
        if placed is shapes:
            return frame
        return frame.set_geometry([without_cuts(shape) for shape in placed], crs=frame.crs)

    @cached_property
    def regions_on_map(self) -> gpd.GeoDataFrame:
        """Return the regions in the map's longitudes, with all vertices that they share."""
        regions = self.plan.regions
        shapes = regions.geometry.to_numpy()
        placed = self.on_map(shapes)
        return regions if placed is shapes else regions.set_geometry(placed, crs=regions.crs)

    def display_shape(self, shape: BaseGeometry | None) -> BaseGeometry | None:
        """Return a shape as a map shows it (see `geo.display.display_shape`), worked out once."""
        if shape is None:
            return None
        # the shape is kept beside its key: no other object gets its address meanwhile
        return self._shapes.get(
            id(shape), lambda: (shape, display_shape(self.on_map(np.array([shape]))[0]))
        )[1]
