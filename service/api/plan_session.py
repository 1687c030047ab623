"""The session of a plan: results computed while the service runs, cached for all users."""

import gzip
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, cast

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.comparison.compare import Comparison, compare
from geo.coverage import Coverage, CoverageMeter
from geo.coverage.scope import Scope
from geo.coverage.travel import DEFAULT_RADII_KM, LINE, Travel
from geo.scenario.model import Scenario
from geo.scenario.replay import ReplayCache
from geo.zone import PolygonCache
from layers import Plan
from layers.context import places_in_regions, read_context
from layers.formats.vector_tiles import TileAddress
from layers.geometry.antimeridian import Extent, Shapes, unwrapped, without_cuts
from layers.geometry.buffer import buffer
from layers.runtime.cache import Cache, cached_property
from layers.scenario_id import BASELINE
from service.api.limits import Turns
from service.documents.coverage import TABLES
from service.map.context_tiles import ContextTiles, PlaceNames
from service.map.display import display_shape, opening_extent

Radii = tuple[float, ...]
T = TypeVar("T")

_KEPT_COVERAGES = 32
_KEPT_METERS = 3
_KEPT_DRAFTS = 16
_KEPT_ANSWERS = 32
_KEPT_COMPRESSED = 128
_KEPT_SHAPES = 2_000
_KEPT_REACHES = 1_000
_KEPT_TILES = 1_000
_KEPT_ENCODED = 200
LARGEST_ENCODED = 500_000
"""How many bytes an answer for GIS clients may have to be kept."""
_AROUND = 0.5  # how far the context extends beyond the plan, as a share of its width and height
_LEAST_AROUND_DEG = 1.0
_WELL = 9
"""The compression level of cached answers."""


class Encoded(NamedTuple):
    """The content of an answer, with its strong ETag and its headers."""

    content: bytes
    etag: str
    media_type: str
    headers: Mapping[str, str]


class _About(NamedTuple):
    """The context around a plan: as map tiles, and its places by name."""

    tiles: ContextTiles
    names: PlaceNames


class PlanSession:
    """One plan, its meters, and a cache of coverages, answers and shapes.

    Thread-safe; a request waits for another only if both need the same item. Everything that is
    cached of a plan is here and is dropped with the session.
    """

    draws_context = True
    """Whether pages draw the map around the plan: not where only the plan itself is looked at."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.replay_cache = ReplayCache(plan)
        self.drafts: Cache[bytes, Scenario] = Cache(_KEPT_DRAFTS)
        """Unsaved edits as scenarios, by a digest: a step of a drag parses its outline alone."""
        self._turns = Turns()
        # it is never evicted; meters at other radii share its state
        self._first: CoverageMeter | None = None
        self._meters: Cache[tuple[Radii, Travel], CoverageMeter] = Cache(_KEPT_METERS)
        self._coverages: Cache[tuple[str, Radii, Travel], Coverage] = Cache(_KEPT_COVERAGES)
        self._answers: Cache[Hashable, Any] = Cache(_KEPT_ANSWERS)
        self._compressed: Cache[str, bytes] = Cache(_KEPT_COMPRESSED)
        self._within: Cache[tuple[int, Scope], tuple[Coverage, Coverage]] = Cache(_KEPT_COVERAGES)
        self._compared: Cache[tuple[int, int], Comparison] = Cache(_KEPT_COVERAGES)
        self._reaches: Cache[tuple[bytes, float], BaseGeometry] = Cache(_KEPT_REACHES)
        self._context: Cache[None, _About] = Cache(1)
        self._tiles: Cache[TileAddress, bytes] = Cache(_KEPT_TILES)
        self._encoded: Cache[Hashable, Encoded] = Cache(_KEPT_ENCODED)
        self._shapes: Cache[bytes, BaseGeometry] = Cache(_KEPT_SHAPES)
        self._outlines = PolygonCache(plan)

    def baseline(self, radii_km: Radii, travel: Travel = LINE) -> Coverage:
        """Return the coverage of the unedited plan.

        Raises:
            MeasureError
        """
        return self.coverage(BASELINE, radii_km, lambda: None, travel)

    def preparing(self, first_km: Radii, *later_km: Radii) -> Iterator[None]:
        """Prepare the answers that a page requests, in its order, one step for each `next`.

        The baseline at the first radii, the context around the plan, edits of each zone; then the
        baseline and edits at the later radii, and the tables and hashes that scripts request.

        Raises:
            MeasureError
        """
        self.baseline(first_km)
        yield
        self._context.get(None, self._read_context)
        yield
        yield from self.meter(first_km).preparing_edits()
        for radii_km in later_km:
            self.baseline(radii_km)
            yield
            yield from self.meter(radii_km).preparing_edits()
        for radii_km in (first_km, *later_km):
            for table in TABLES:
                getattr(self.baseline(radii_km), table)
                yield
        _ = self.plan.layers  # kept once computed

    def coverage(
        self,
        document: str,
        radii_km: Radii,
        read: Callable[[], Scenario | None],
        travel: Travel = LINE,
    ) -> Coverage:
        """Return the coverage of a scenario by its document's hash; `read` loads it if not cached.

        Raises:
            ScenarioError, MeasureError, BusyError
        """
        cached = self._coverages.find((document, radii_km, travel))
        if cached is not None:
            return cached
        meter = self.meter(radii_km, travel)
        return self._coverages.get((document, radii_km, travel), lambda: meter.measure(read()))

    def meter(self, radii_km: Radii, travel: Travel = LINE) -> CoverageMeter:
        """Return the meter of some radii and a way, created on the first request.

        Raises:
            MeasureError: a radius is negative, not finite or too large, or there is none; or the
                plan has no network of that travel mode.
            BusyError: too many requests wait for new radii.
        """
        cached = self._meters.find((radii_km, travel))
        if cached is not None:
            return cached
        first = self._first
        if first is not None and (first.radii_km, first.travel) == (radii_km, travel):
            return first
        with self._turns.waiting():
            return self._meters.get((radii_km, travel), lambda: self._new_meter(radii_km, travel))

    def any_meter(self) -> CoverageMeter:
        """Return a meter of the plan: the first that was made, for any radii and travel mode.

        Raises:
            BusyError: there is none yet, and too many requests wait for it.
        """
        return self._first or self.meter(DEFAULT_RADII_KM)

    def _new_meter(self, radii_km: Radii, travel: Travel) -> CoverageMeter:
        with self._turns.turn():
            if self._first is None:
                meter = CoverageMeter.of(self.plan, radii_km, travel, self.replay_cache)
                self._first = meter
                return meter
            return self._first.at(radii_km, by=travel)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return an item that everyone shares, such as a layer, created on the first request."""
        return cast("T", self._answers.get(key, make))

    def compressed(self, digest: str, content: bytes) -> bytes:
        """Return a content, identified by its hash, compressed by gzip at the best level, once."""
        return self._compressed.get(digest, lambda: gzip.compress(content, _WELL, mtime=0))

    @cached_property
    def extent(self) -> Extent:
        """Return the map's initial extent: the plan's, else by `service.map.display`."""
        if self.plan.terms.extent is not None:
            west, south, east, north = self.plan.terms.extent
            return west, south, east + 360 * (west > east), north
        frames = self.plan.zones, self.plan.regions
        return opening_extent(*(frame.geometry.to_numpy() for frame in frames))

    def on_map(self, shapes: Shapes) -> Shapes:
        """Return shapes in the map's longitudes, which continue above 180 if its extent does."""
        west, _, east, _ = self.extent
        return unwrapped(shapes, (west + east) / 2) if east > 180 else shapes

    def frame_on_map(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return a frame with its shapes in the map's longitudes, without collinear vertices."""
        shapes = frame.geometry.to_numpy()
        placed = self.on_map(shapes)
        if placed is shapes:
            return frame
        return frame.set_geometry([without_cuts(shape) for shape in placed], crs=frame.crs)

    @cached_property
    def regions_on_map(self) -> gpd.GeoDataFrame:
        """Return the regions in the map's longitudes, with all shared vertices."""
        regions = self.plan.regions
        shapes = regions.geometry.to_numpy()
        placed = self.on_map(shapes)
        return regions if placed is shapes else regions.set_geometry(placed, crs=regions.crs)

    def within(self, coverage: Coverage, scope: Scope, make: Callable[[], Coverage]) -> Coverage:
        """Return a coverage limited to a scope, derived from another on the first request."""
        # the cached value holds the coverage, so its `id` is not reused meanwhile
        return self._within.get((id(coverage), scope), lambda: (coverage, make()))[1]

    def compared(self, before: Coverage, after: Coverage) -> Comparison:
        """Return the comparison of two coverages, computed on the first request."""
        # it holds both, so their `id`s are not reused meanwhile
        return self._compared.get((id(before), id(after)), lambda: compare(before, after))

    def reach(self, zone: BaseGeometry, radius_km: float) -> BaseGeometry:
        """Return the land within a radius of a zone, in the map's longitudes."""

        def make() -> BaseGeometry:
            land = buffer(self.plan.ellipsoid, zone, radius_km)
            shape: BaseGeometry = self.on_map(np.array([land]))[0]
            return shape

        return self._reaches.get((self._outlines.key(zone), radius_km), make)

    def context_tile(self, place: TileAddress) -> bytes:
        """Return the context in a tile, made on the first request."""
        about = self._context.get(None, self._read_context)
        return self._tiles.get(place, lambda: about.tiles.tile(place))

    @property
    def place_names(self) -> PlaceNames:
        """Return the names of places around the plan."""
        return self._context.get(None, self._read_context).names

    def _read_context(self) -> _About:
        context = read_context(self.around)
        places = places_in_regions(context.places, self.plan.regions)
        context = context._replace(places=places)
        return _About(ContextTiles(context), PlaceNames(context.places))

    def encoded(self, key_of: Callable[[], Hashable], make: Callable[[], Encoded]) -> Encoded:
        """Return an answer for GIS clients, made on the first request; a large one each time.

        `key_of` names the state that is answered. If it changed meanwhile, the answer is not kept.
        """
        key = key_of()
        kept = self._encoded.find(key)
        if kept is not None:
            return kept
        made = make()
        is_kept = len(made.content) <= LARGEST_ENCODED and key_of() == key
        return self._encoded.get(key, lambda: made) if is_kept else made

    @property
    def around(self) -> Extent:
        """Return the extent of the plan's context: 360° of longitude at most."""
        west, south, east, north = self.extent
        wide = max(_AROUND * (east - west), _LEAST_AROUND_DEG)
        wide = min(wide, (360 - (east - west)) / 2)
        high = max(_AROUND * (north - south), _LEAST_AROUND_DEG)
        return west - wide, south - high, east + wide, north + high

    def kept(self) -> dict[str, int]:
        """Return the number of cached items by kind."""
        return {
            "meters": len(self._meters),
            "coverages": len(self._coverages),
            "answers": len(self._answers) + len(self._encoded),
            "tiles": len(self._tiles),
        }

    def display_shape(self, shape: BaseGeometry | None) -> BaseGeometry | None:
        """Return a shape as a map shows it (see `service.map.display`), computed once."""
        if shape is None:
            return None
        return self._shapes.get(
            self._outlines.key(shape), lambda: display_shape(self.on_map(np.array([shape]))[0])
        )
