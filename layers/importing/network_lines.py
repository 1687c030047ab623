"""Lines of a file as the edges of a network: cut where they meet, with their attributes.

Where two lines cross or touch, each is cut, at bridges too. Positions are rounded to 1e-7° (a
centimetre), so that ends which differ by less meet; wider gaps stay, as the number of
connected parts shows. Of `minutes`, each piece has its share by length.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.formats.table import Assumption
from layers.geometry.antimeridian import Shapes, smallest_extent, unwrapped
from layers.geometry.edges import nearest_turn
from layers.geometry.graph import Graph
from layers.messages import Message

_GRID_DEG = 1e-7
_LINES = (1, 5)
_FORWARD = frozenset({"yes", "true", "1", "f", "t", "-1", "reverse"})
_BACKWARD = frozenset({"t", "-1", "reverse"})
_BOTH = frozenset({"no", "false", "0", "b", ""})


def noded(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Assumption]]:
    """Return lines cut where they meet, and assumptions; unchanged if one is not a line.

    `oneway` may be as OpenStreetMap has it (yes, no, -1) or Geofabrik (F, T, B): lines that lead
    against their direction are turned round.

    >>> cross = shapely.linestrings([[(0, 1), (2, 1)], [(1, 0), (1, 2)]])
    >>> roads = gpd.GeoDataFrame({"minutes": [4.0, 6.0]}, geometry=cross, crs=4326)
    >>> noded(roads)[0]["minutes"].tolist()
    [2.0, 2.0, 3.0, 3.0]
    """
    shapes = frame.geometry.to_numpy()
    if not np.isin(shapely.get_type_id(shapes), _LINES).all():
        return frame, []
    rows = pd.DataFrame(frame.drop(columns=frame.active_geometry_name or "geometry"))
    backward = np.zeros(len(frame), bool)
    if "oneway" in rows and not pd.api.types.is_bool_dtype(rows["oneway"]):
        text = rows["oneway"].astype("string").fillna("").str.strip().str.lower()
        if text.isin(_FORWARD | _BOTH).all():
            rows["oneway"] = text.isin(_FORWARD)
            backward = text.isin(_BACKWARD).to_numpy(bool)
    lines, row = shapely.get_parts(shapes, return_index=True)
    lines = _in_one_turn(lines)
    lines[backward[row]] = shapely.reverse(lines[backward[row]])
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=_GRID_DEG))
    tree = shapely.STRtree(lines)
    quarters = [shapely.line_interpolate_point(pieces, at, normalized=True) for at in (0.25, 0.75)]
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, line = tree.query_nearest(middle, all_matches=False)
    line = line[np.argsort(piece, kind="stable")]
    early, late = (shapely.line_locate_point(lines[line], at) for at in quarters)
    pieces[early > late] = shapely.reverse(pieces[early > late])
    out = rows.iloc[row[line]]
    whole = np.bincount(row, shapely.length(lines), minlength=len(frame))
    for name in ("minutes", "length_km"):
        if name in out and pd.api.types.is_numeric_dtype(out[name]):
            out = out.assign(**{name: out[name] * shapely.length(pieces) / whole[row[line]]})
    order = np.argsort(row[line], kind="stable")
    edges = gpd.GeoDataFrame(out, geometry=_within_half_a_turn(pieces), crs=frame.crs).iloc[order]
    why = Message("import-network", lines=len(frame), edges=len(edges), parts=_parts(pieces))
    return edges, [Assumption("geometry", "MultiLineString", why)]


def _in_one_turn(lines: Shapes) -> Shapes:
    """Return lines whose longitudes go on beyond 180, so that lines meet there as elsewhere."""
    west, _, east, _ = smallest_extent([lines])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy[:, 0] = nearest_turn(xy[:, 0], xy[np.searchsorted(line, line), 0])
    continued = np.asarray(shapely.linestrings(xy, indices=line), object)
    return unwrapped(continued, (west + east) / 2)


def _within_half_a_turn(lines: Shapes) -> Shapes:
    """Return lines whose longitudes are within ±180, by a jump where they cross it."""
    turned: Shapes = shapely.transform(
        lines, lambda xy: np.column_stack([nearest_turn(xy[:, 0], 0.0), xy[:, 1]])
    )
    return turned


def _parts(pieces: Shapes) -> int:
    """Return the number of connected parts of lines."""
    ends = shapely.get_coordinates([shapely.get_point(pieces, at) for at in (0, -1)])
    ends[:, 0] %= 360
    _, node = np.unique(np.round(ends / _GRID_DEG), axis=0, return_inverse=True)
    start, end = node.reshape(2, -1)
    nodes = int(node.max(initial=-1)) + 1
    return Graph(nodes, start, end, np.ones(len(start))).parts
