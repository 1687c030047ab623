"""Draw the pictures of the page on concepts, from the program's measures and proposals.

python -m docs.drawings          # into docs/pictures
python -m docs.drawings FOLDER

Each shows a small invented plan. There are numbers and units in them but no words: one picture
serves every language, and its caption explains it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter, Expand, Proposal, Scenario, apply, propose
from layers.example import example_plan
from layers.geometry.buffer import buffer
from layers.plan.plan import Plan

FOLDER = Path(__file__).parent / "pictures"
WIDTH, HEIGHT = 720, 300
ZONE, LAND, LINE, PALE, INK = "#00796b", "#f4a259", "#0b6e99", "#9aa5b1", "#243b53"
SPREAD_KM, BUDGET_KM2, TRIES = 1.0, 4.0, 2000


class Map:
    """A part of the earth on the canvas: degrees become pixels, the same scale both ways."""

    def __init__(self, bounds: Sequence[float]) -> None:
        """Fit bounds (west, south, east, north) into the canvas."""
        self.west, south, east, self.north = bounds
        self.stretch = float(np.cos(np.radians((south + self.north) / 2)))
        wide, high = (east - self.west) * self.stretch, self.north - south
        self.scale = min(WIDTH / wide, HEIGHT / high)
        self.left, self.top = (WIDTH - wide * self.scale) / 2, (HEIGHT - high * self.scale) / 2

    def pixels(self, positions: np.ndarray) -> np.ndarray:
        """Return positions in pixels."""
        x = self.left + (positions[:, 0] - self.west) * self.stretch * self.scale
        return np.column_stack([x, self.top + (self.north - positions[:, 1]) * self.scale])

    def area(self, shape: BaseGeometry, style: str) -> str:
        """Return the path of polygons."""
        rings = []
        for part in shapely.get_parts(shape):
            for ring in (part.exterior, *part.interiors):
                points = self.pixels(shapely.get_coordinates(ring))
                rings.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z")
        return f'<path d="{"".join(rings)}" {style}/>'

    def dots(self, points: gpd.GeoDataFrame, colours: Iterable[str]) -> Iterator[str]:
        """Yield a circle for each demand point, whose area is its population."""
        places = self.pixels(shapely.get_coordinates(points.geometry.to_numpy()))
        for (x, y), people, colour in zip(places, points["population"], colours, strict=True):
            radius = float(np.sqrt(people)) / 4
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'


def text(x: float, y: float, words: str, style: str = "") -> str:
    """Return a text whose middle is at x."""
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{words}</text>'


def bar(x: float, y: float, wide: float, high: float, style: str) -> str:
    """Return a rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {style}/>'


def canvas(parts: Iterable[str]) -> str:
    """Return a picture with these parts on white."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="15" text-anchor="middle" fill="{INK}">'
    )
    ground = bar(0, 0, WIDTH, HEIGHT, 'fill="#fff"')
    return "\n".join([head, ground, *parts, "</svg>", ""])


def reach() -> str:
    """Draw two zones, what lies within 5 and 10 km, and who lives there."""
    plan = example_plan()
    land = shapely.union_all(plan.zones.geometry.to_numpy())
    within = {radius: buffer(plan.ellipsoid, land, radius) for radius in (5, 10)}
    frame = Map(shapely.bounds(shapely.union(within[10], shapely.Point(120.27, 30.01))))
    points = plan.demand
    colours = [
        next((it for km, it in ((5, ZONE), (10, LINE)) if within[km].covers(point)), PALE)
        for point in points.geometry
    ]
    totals = CoverageMeter(plan, radii_km=[5, 10]).measure().totals
    parts = [
        frame.area(within[10], f'fill="{LINE}" fill-opacity=".12" stroke="{LINE}"'),
        frame.area(within[5], f'fill="{ZONE}" fill-opacity=".16" stroke="{ZONE}"'),
        *(
            frame.area(zone, f'fill="#fff" stroke="{ZONE}" stroke-width="2"')
            for zone in plan.zones.geometry
        ),
        *frame.dots(points, colours),
    ]
    places = frame.pixels(shapely.get_coordinates(points.geometry.to_numpy()))
    for (x, y), people in zip(places, points["population"], strict=True):
        parts.append(text(x, y + 28, f"{people:,.0f}"))
    for row, colour in zip(totals.itertuples(), (ZONE, LINE), strict=True):
        share = row.covered_population / row.population
        top = frame.pixels(shapely.get_coordinates(within[int(row.radius_km)]))[:, 1].min()
        words = f"{row.radius_km:.0f} km: {share:.0%}"
        middle = frame.pixels(np.array([[120.02, 30.01]]))[0, 0]
        parts.append(text(middle, top + 20, words, f'fill="{colour}" font-weight="bold"'))
    return canvas(parts)


def cap() -> str:
    """Draw a zone that takes what its cap leaves, and the areas beside the cap."""
    plan = example_plan()
    limit = float(plan.ftzs["cap_km2"].iloc[0])
    areas = plan.ellipsoid.area_km2(plan.zones.geometry)
    left = limit - float(areas.sum())
    edit = Expand(zone="B", to_area_km2=float(areas[1]) + left)
    zones = apply(plan, Scenario.of(plan, [edit])).geometry
    frame = Map((119.995, 29.993, 120.095, 30.028))
    gained = shapely.difference(zones.iloc[1], plan.zones.geometry.iloc[1])
    parts = [frame.area(gained, f'fill="{LAND}"')]
    for shape, area in zip(plan.zones.geometry, areas, strict=True):
        style = f'fill="{ZONE}" fill-opacity=".3" stroke="{ZONE}" stroke-width="2"'
        x, y = frame.pixels(shapely.get_coordinates(shape.centroid))[0]
        parts += [frame.area(shape, style), text(x, y + 5, f"{area:.2f} km²")]
    foot, scale = 270.0, 230 / (limit * 1.15)
    x = 560.0
    for area, style in (
        (float(areas.sum()), f'fill="{ZONE}" fill-opacity=".45"'),
        (left, f'fill="{LAND}"'),
    ):
        foot -= area * scale
        parts.append(bar(x, foot, 60, area * scale, style))
        parts.append(text(x + 105, foot + area * scale / 2 + 6, f"{area:.2f} km²"))
    parts.append(f'<path d="M{x - 20},{foot:.1f}H{x + 64}" stroke="{INK}" stroke-dasharray="5 4"/>')
    parts.append(text(x + 30, foot - 10, f"{limit:.2f} km²", 'font-weight="bold"'))
    return canvas(parts)


def crowded_plan() -> Plan:
    """Return the example's zones with some 380 invented demand points around them."""
    draw = np.random.default_rng(7)
    lon, lat = 120.02 + draw.normal(0, 0.09, 400), 30.01 + draw.normal(0, 0.05, 400)
    inside = (lon > 119.91) & (lon < 120.29) & (lat > 29.91) & (lat < 30.11)
    lon, lat = lon[inside], lat[inside]
    people = {
        "demand_id": [str(number) for number in range(len(lon))],
        "adcode": np.where(lon < 120.02, "330101", "330102"),
        "population": draw.integers(50, 1500, len(lon)).astype(float),
    }
    demand = gpd.GeoDataFrame(people, geometry=shapely.points(lon, lat), crs="EPSG:4490")
    plan = example_plan()
    layers: dict[str, pd.DataFrame] = {"zones": plan.zones, "ftzs": plan.ftzs}
    return Plan(layers | {"regions": plan.regions, "demand": demand})


def proposal(plan: Plan, spread_km: float) -> Proposal:
    """Return the best land for people within 5 km, at that radius or over a spread of radii."""
    options = {"spread_km": spread_km, "tries": TRIES, "residents": 0}
    return propose(plan, ["F"], ["population@5"], BUDGET_KM2, **options)


def proof(plan: Plan, found: Proposal) -> str:
    """Draw the pieces that could have been chosen, and those that were."""
    assert found.pieces is not None  # noqa: S101  land of FTZs has them
    chosen = [piece.geometry for piece in found.taken]
    frame = Map((119.98, 29.977, 120.14, 30.043))
    parts = [
        frame.area(one.geometry.simplify(2e-4), f'fill="none" stroke="{PALE}" stroke-width=".6"')
        for one in found.pieces.every
    ]
    parts += [frame.area(shape, f'fill="{LAND}" stroke="{INK}"') for shape in chosen]
    parts += [
        frame.area(zone, f'fill="{ZONE}" fill-opacity=".3" stroke="{ZONE}" stroke-width="2"')
        for zone in plan.zones.geometry
    ]
    x, gain, most = 590.0, found.measured - found.before, found.bound - found.before
    parts.append(bar(x, 260 - 180 * gain / most, 60, 180 * gain / most, f'fill="{LAND}"'))
    parts.append(f'<path d="M{x - 20},80H{x + 80}" stroke="{INK}" stroke-dasharray="5 4"/>')
    parts.append(text(x + 30, 68, f"{most:,.0f}", 'font-weight="bold"'))
    parts.append(text(x + 30, 175, f"{gain:,.0f}"))
    return canvas(parts)


def robustness(sharp: Proposal, steady: Proposal) -> str:
    """Draw what two proposals gain where the radius is another: one sought at it, one around it."""
    foot, scale, parts = 255.0, 0.0085, []
    for side, (one, colour) in enumerate(((sharp, LAND), (steady, LINE))):
        for number, (by_km, gain) in enumerate(one.robustness.shifted):
            x, high = 50 + 340 * side + 62 * number, gain * scale
            opacity = 1 if by_km == 0 else 0.55
            parts.append(bar(x, foot - high, 48, high, f'fill="{colour}" fill-opacity="{opacity}"'))
            parts.append(text(x + 24, foot - high - 7, f"{gain:,.0f}"))
            parts.append(text(x + 24, foot + 20, f"{5 + by_km:.0f} km"))
    parts.append(f'<path d="M40,{foot}H360M380,{foot}H700" stroke="{INK}"/>')
    return canvas(parts)


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    plan = crowded_plan()
    sharp, steady = proposal(plan, 0), proposal(plan, SPREAD_KM)
    drawn = {"reach": reach(), "cap": cap(), "proof": proof(plan, sharp)}
    for name, picture in (drawn | {"robustness": robustness(sharp, steady)}).items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
