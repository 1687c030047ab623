"""Vector tiles (MVT): one of some layers, or all of a plan in one file (PMTiles), for display only.

Tiles are in the Web Mercator grid and drawn 512 pixels wide (`layers.geometry.tile_grid`). A plan's
have, by these names, the layers `regions` (the finest, with their coverage), `zones` and
`clusters`.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.formats.format import Format, Outcome
from layers.formats.geojson import plain_row
from layers.formats.provenance import PROVENANCE, provenance
from layers.geometry.antimeridian import ACROSS, Extent
from layers.geometry.edges import nearest_turn
from layers.geometry.reproject import transform_geometry
from layers.geometry.tile_grid import DEEPEST, Clipped, TiledShapes, in_units, tile_bounds
from layers.plan.plan import Plan
from layers.runtime.budget import spend
from layers.scenario_id import BASELINE

MVT = "application/vnd.mapbox-vector-tile"
"""The media type of a tile."""

LEAST_PX = 1.0
"""How wide a shape must be to be drawn, in pixels."""

_UNITS = 4_096
_MOST_POINTS = 10_000
_MOST_TILES = 4_096
_LAST = 14
_QUICKLY = 6

TileAddress = tuple[int, int, int]
"""A tile by zoom, x (from west) and y (from north)."""


class TileLayer(NamedTuple):
    """A layer of tiles: its shapes, and the cells of each by row, without missing ones.

    Without `cells` its features are anonymous: they have shapes alone.
    """

    shapes: Clipped
    cells: Callable[[int], Mapping[str, Any]] | None = None


def encoded(
    layers: Mapping[str, TileLayer],
    place: TileAddress,
    *,
    units: int = _UNITS,
    finest: bool = False,
) -> bytes:
    """Return a tile of some layers by name; a tile followed by another has the layers of both.

    `units` are those of a side; `finest` draws all that they can show.
    """
    import mapbox_vector_tile  # noqa: PLC0415  slow to load

    detail = DEEPEST + 1 if finest else place[0]
    parts = [
        {"name": name, "features": [*_features(layer, tile_bounds(*place), detail, units)]}
        for name, layer in layers.items()
    ]
    options = {"y_coord_down": True, "extents": units, "check_winding_order": False}
    tile: bytes = mapbox_vector_tile.encode(
        [part for part in parts if part["features"]], default_options=options
    )
    return tile


def _features(
    layer: TileLayer, bounds: Extent, detail: int, units: int
) -> Iterator[dict[str, Any]]:
    rows, clipped = layer.shapes.clipped(detail, bounds)
    at = shapely.transform(clipped, lambda xy: in_units(xy, bounds, units).astype(float))
    dimensions = shapely.get_dimensions(at)
    if len(at) and dimensions.max() == 0:
        _, first = np.unique(
            shapely.get_coordinates(at) // (units // 512), axis=0, return_index=True
        )
        first = np.sort(first)[:_MOST_POINTS]
        rows, at = rows[first], at[first]
    elif len(at) and dimensions.max() == 2:
        valid = shapely.is_valid(at)
        at[~valid] = shapely.buffer(at[~valid], 0)
        at = shapely.orient_polygons(shapely.set_precision(at, 1.0))
    for row, shape in zip(rows.tolist(), at, strict=True):
        spend()
        if shape is None or shape.is_empty:
            continue
        if layer.cells is None:
            yield {"geometry": shape}
        else:
            cells = {key: cell for key, cell in layer.cells(row).items() if cell is not None}
            yield {"geometry": shape, "properties": cells, "id": row + 1}


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write all tiles of a scenario, from the world to where its shapes take 4,096 tiles.

    The last level is drawn as finely as its units can show: viewers enlarge it.

    Raises:
        OSError: the file cannot be written.
        CrsError: no exact transformation from the plan's CRS to degrees of WGS 84 is known.
    """
    from pmtiles.tile import Compression, TileType, zxy_to_tileid  # noqa: PLC0415  as above
    from pmtiles.writer import Writer  # noqa: PLC0415

    level = plan.terms.finest.code
    regions = outcome.tables.get(f"coverage_{level}", plan.regions)
    frames = {"regions": regions, "zones": outcome.zones}
    if plan.has("clusters"):
        frames["clusters"] = plan.clusters
    shapes = {name: _tiled(frame) for name, frame in frames.items()}
    layers = {name: TileLayer(shapes[name], row_cells(frame)) for name, frame in frames.items()}
    levels = [*_levels(shapes.values())]
    west, south, east, north = plan.extent
    middle = float(nearest_turn(np.array([(west + east) / 2]), 0.0)[0])
    if east > ACROSS:
        west, east = -ACROSS, ACROSS
    with path.open("wb") as file, closing((writer := Writer(file)).tile_f):
        for places in levels:
            for tile_id, place in sorted((zxy_to_tileid(*place), place) for place in places):
                tile = encoded(layers, place, finest=places is levels[-1])
                if tile:
                    writer.write_tile(tile_id, gzip.compress(tile, _QUICKLY, mtime=0))
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": round(west * 1e7),
            "min_lat_e7": round(south * 1e7),
            "max_lon_e7": round(east * 1e7),
            "max_lat_e7": round(north * 1e7),
            "center_zoom": 0,
            "center_lon_e7": round(middle * 1e7),
            "center_lat_e7": round((south + north) / 2 * 1e7),
        }
        described = [
            {"id": name, "fields": {str(column): "" for column in frame if column != "geometry"}}
            for name, frame in frames.items()
        ]
        title = plan.name if outcome.scenario == BASELINE else outcome.title or outcome.scenario
        notes = plan.terms.notes(outcome.zones)
        about = {"name": title, "description": notes, "vector_layers": described}
        writer.finalize(header, about | {PROVENANCE: provenance(plan, outcome)})


def _tiled(frame: gpd.GeoDataFrame) -> TiledShapes:
    crs = CRS.from_user_input(frame.crs)
    shapes = transform_geometry(frame.geometry.to_numpy(), crs, CRS.from_epsg(4326)).shapes
    return TiledShapes(shapes, LEAST_PX)


def row_cells(frame: pd.DataFrame) -> Callable[[int], Mapping[str, Any]]:
    """Return a function from a row number of a frame to its cells, all but its geometry."""
    rows = frame.drop(columns="geometry", errors="ignore").to_dict("records")
    return lambda row: plain_row(rows[row])


def _levels(layers: Iterable[TiledShapes]) -> Iterator[set[TileAddress]]:
    """Yield the tiles of each level that some shape may reach into."""
    # those of a shape on both sides of 180° would be the world's width
    bounds = np.vstack([shapely.bounds(shapely.get_parts(layer.shapes)) for layer in layers])
    bounds = np.clip(bounds[np.isfinite(bounds).all(axis=1)], 0, np.nextafter(1, 0))
    for zoom in range(_LAST + 1):
        first = np.floor(bounds[:, :2] * 2**zoom).astype(int)
        last = np.floor(bounds[:, 2:] * 2**zoom).astype(int)
        if (last - first + 1).prod(axis=1).sum() > 64 * _MOST_TILES:
            return
        places = {
            (zoom, x, y)
            for (left, top), (right, bottom) in zip(first, last, strict=True)
            for x in range(left, right + 1)
            for y in range(top, bottom + 1)
        }
        if len(places) > _MOST_TILES and zoom:
            return
        yield places


PMTILES = Format(
    ".pmtiles", 11.5, write=write, media_type="application/vnd.pmtiles", parts=("layers",)
)
