"""Random zones edited in random ways, rewritten as editors do: just what was done is found."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from conftest import CRS, regions_frame
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.ops import split as cut

from geo.edits import EditContext, apply_edits
from geo.infer.edits import infer_edits
from layers import Plan
from tests.searching import examples

UUID = "0{:07x}-4620-4b05-8a50-71a7781f806e"
TOLERANCES = {None: 1e-6, 9: 1e-6, 6: 1e-6, 5: 1e-5}
SPACING = 0.2


@dataclass
class Drawn:
    """A plan being edited: the rows as they are, and what was done to which zone."""

    rows: list[dict[str, object]]
    done: dict[str, set[str]] = field(default_factory=dict)
    made: int = 0
    dressed: bool = True

    def row(self, zone: str) -> dict[str, object]:
        return next(row for row in self.rows if row["zone_id"] == zone)

    def fresh(self, kind: str, zone: str | None) -> str | None:
        self.made += 1
        return {"kept": zone, "none": None, "uuid": UUID.format(self.made)}[kind]


def star(draw: st.DrawFn, x: float, y: float) -> shapely.Polygon:
    count = draw(st.integers(5, 14))
    radii = np.array(draw(st.lists(st.floats(0.02, 0.05), min_size=count, max_size=count)))
    turns = np.linspace(0, 2 * np.pi, count, endpoint=False) + draw(st.floats(0, 1))
    ring = np.column_stack([np.cos(turns), np.sin(turns)]) * radii[:, None]
    return shapely.Polygon(ring + np.array([x, y]))


def halves(shape: shapely.Polygon, turn: float) -> list[shapely.Polygon]:
    """Return the two parts of a star on either side of a line through its middle."""
    middle = shapely.Point(round(shape.centroid.x / SPACING) * SPACING, round(shape.centroid.y))
    way = np.array([np.cos(turn), np.sin(turn)])
    ends = [np.array([middle.x, middle.y]) + side * way for side in (-0.1, 0.1)]
    return list(cut(shape, shapely.LineString(ends)).geoms)


def edit(draw: st.DrawFn, drawn: Drawn, zone: str, what: str) -> None:
    """Do to a zone what an editor does."""
    row = drawn.row(zone)
    shape: Any = row["geometry"]
    match what:
        case "reshaped":  # a vertex is dragged
            xy = shapely.get_coordinates(shape)
            number = draw(st.integers(1, len(xy) - 2))
            x, y = shape.centroid.coords[0]
            middle = np.array([round(x / SPACING) * SPACING, round(y)])
            by = draw(st.sampled_from([0.6, 0.9, 1.1, 1.4]))
            xy[number] = middle + (xy[number] - middle) * by
            row["geometry"] = shapely.Polygon(xy)
        case "moved":
            row["geometry"] = translate(shape, draw(st.sampled_from([-0.07, 0.01, 0.06])))
        case "split":
            parts = sorted(halves(shape, draw(st.floats(0.1, 3))), key=lambda part: -part.area)
            row["geometry"] = parts[0]
            new_id = drawn.fresh(draw(st.sampled_from(["kept", "none", "uuid"])), zone)
            drawn.rows.append(row | {"geometry": parts[1], "zone_id": new_id, "origin_id": zone})
            drawn.done[f"{zone}-2"] = {"part"}
        case "removed":
            drawn.rows.remove(row)
        case "copied":
            new_id = drawn.fresh("uuid" if drawn.dressed else "kept", zone)
            away = translate(shape, draw(st.sampled_from([0.0, 0.03])), 0.5)
            drawn.rows.append(row | {"geometry": away, "zone_id": new_id, "origin_id": zone})
            zone = f"{zone}-2"
        case "set":
            values = {"name": "港 Harbour", "sectors": "ships", "locked": True, "jobs": 7.0}
            names = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, unique=True))
            row.update({name: values[name] for name in names})
        case "renamed":
            row["zone_id"] = zone = f"NEW {zone}"
        case _:
            return
    drawn.done[zone] = {what}


EDITS = ["nothing", "reshaped", "moved", "split", "removed", "copied", "set", "renamed"]


def merge(drawn: Drawn, pair: int) -> None:
    keeps, goes = drawn.row(f"W{pair}"), drawn.row(f"E{pair}")
    keeps["geometry"] = shapely.union(keeps["geometry"], goes["geometry"])
    drawn.rows.remove(goes)
    drawn.done |= {f"W{pair}": {"merged"}, f"E{pair}": {"merged away"}}


def add(draw: st.DrawFn, drawn: Drawn, x: float) -> None:
    row = dict.fromkeys(drawn.rows[0]) | {"geometry": star(draw, x, 30), "locked": False}
    new_id = drawn.fresh(draw(st.sampled_from(["none", "uuid"])), None)
    drawn.rows.append(row | {"ftz_id": "F", "zone_id": new_id})
    drawn.done["NEW-1"] = {"added"}


def zone_row(zone: str, shape: shapely.Geometry) -> dict[str, object]:
    names = {"zone_id": zone, "ftz_id": "F", "name": f"Zone {zone}", "sectors": "a;b"}
    return names | {"locked": False, "jobs": 100.0, "geometry": shape, "origin_id": zone}


def frame_of(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows).drop(columns="geometry")
    shapes = [shapely.MultiPolygon(shapely.get_parts(row["geometry"]).tolist()) for row in rows]  # type: ignore[call-overload]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def rewritten(draw: st.DrawFn, shape: object, decimals: int | None) -> shapely.Geometry:
    """Return a polygon as an editor may give it back: rounded, turned, begun elsewhere."""
    xy = shapely.get_coordinates(shape)[:-1]
    xy = np.roll(xy, draw(st.integers(0, len(xy) - 1)), axis=0)[:: draw(st.sampled_from([1, -1]))]
    return shapely.Polygon(xy if decimals is None else np.round(xy, decimals))


@st.composite
def edited_layers(draw: st.DrawFn) -> tuple[Plan, gpd.GeoDataFrame, Drawn, float]:
    """Return a plan, an edited layer of its zones, what was done to it, and the tolerance."""
    singles = {f"Z{i}": star(draw, 120 + i * SPACING, 30) for i in range(draw(st.integers(1, 4)))}
    pairs = draw(st.integers(0, 2))
    rows = [zone_row(zone, shape) for zone, shape in singles.items()]
    for pair in range(pairs):
        shapes = halves(star(draw, 120 + pair * SPACING, 32), draw(st.floats(0.1, 3)))
        rows += [zone_row(f"{side}{pair}", s) for side, s in zip("WE", shapes, strict=True)]
    regions = regions_frame(("330101", shapely.box(119, 29, 122, 33)))
    zones = frame_of(rows).drop(columns="origin_id")
    plan = Plan({"zones": zones, "regions": regions})
    drawn = Drawn([dict(row) for row in rows], dressed=draw(st.booleans()))
    for zone in singles:
        edit(draw, drawn, zone, draw(st.sampled_from(EDITS)))
    for pair in range(pairs):
        if draw(st.booleans()):
            merge(drawn, pair)
    if not drawn.rows:  # the last zone stays: a layer without any is refused
        drawn.rows.append(zone_row("Z0", singles["Z0"]))
        del drawn.done["Z0"]
    if draw(st.booleans()):
        add(draw, drawn, 121.6)
    decimals = draw(st.sampled_from(list(TOLERANCES)))
    order = draw(st.permutations(range(len(drawn.rows))))
    layer = frame_of(
        [
            {**drawn.rows[i], "geometry": rewritten(draw, drawn.rows[i]["geometry"], decimals)}
            for i in order
        ]
    )
    if not drawn.dressed:
        layer = layer.drop(columns="origin_id")
    return plan, layer, drawn, TOLERANCES[decimals]


@examples(12)
@given(edited_layers())
def test_what_was_done_is_found(case: tuple[Plan, gpd.GeoDataFrame, Drawn, float]) -> None:
    plan, layer, drawn, tolerance = case
    found = infer_edits(plan, layer, tolerance, "s")
    done = dict(zip(found.zones["zone_id"], map(set, found.zones["what"]), strict=True))
    assert done == drawn.done, found.edits
    made = apply_edits(plan.zones, found.edits, EditContext.of(plan, "s"))
    assert len(made) == len(layer)
    for row in layer.to_dict("records"):
        near = made[shapely.hausdorff_distance(made.geometry, row["geometry"]) < 2 * tolerance]
        assert len(near) >= 1, row
        assert cells(row) in [cells(one) for one in near.to_dict("records")]


def cells(row: dict[str, object]) -> list[object]:
    """Return what a row says of its zone but for figures, which parts and copies do not take."""
    values = [row[name] for name in ("ftz_id", "name", "sectors", "locked")]
    return [None if value in ("", None) or value != value else value for value in values]  # noqa: PLR0124  NaN
