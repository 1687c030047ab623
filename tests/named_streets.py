"""A plan of named streets, a kilometre apart, for tests of land from bounds."""

from collections.abc import Mapping

import geopandas as gpd
import shapely

from layers import Plan

BLOCK = 0.01  # between streets, in degrees
ROUND = "east to V4 Street, south to H1 Road, west to V1 Street, north to H3 Road"


Street = tuple[str, shapely.LineString]


def street(name: str, *points: tuple[float, float]) -> Street:
    return name, shapely.LineString([(x * BLOCK, y * BLOCK) for x, y in points])


def grid(size: int = 6) -> list[Street]:
    """Return streets V0, V1, … from south to north and H0, H1, … from west to east."""
    last = size - 1
    return [street(f"V{at} Street", (at, -0.3), (at, last + 0.3)) for at in range(size)] + [
        street(f"H{at} Road", (-0.3, at), (last + 0.3, at)) for at in range(size)
    ]


def street_plan(lines: list[Street], **layers: gpd.GeoDataFrame) -> Plan:
    """Return a plan of streets, with two towns and the small zone Z between H2 and H3 Road."""

    def frame(columns: Mapping[str, object], *shapes: object) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(dict(columns), geometry=list(shapes), crs=4326)

    names, shapes = zip(*lines, strict=True)
    zone = blocks(2.4, 2.4, 2.6, 2.6)
    return Plan(
        {
            "zones": frame({"zone_id": ["Z"], "ftz_id": ["F"]}, zone),
            "regions": frame(
                {"adcode": ["1", "2"], "name": ["West Town", "East Town"]},
                shapely.box(-0.1, -0.1, 0.025, 0.15),
                shapely.box(0.025, -0.1, 0.2, 0.15),
            ),
            "network": frame({"name": names}, *shapes),
            **layers,
        }
    )


def blocks(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west * BLOCK, south * BLOCK, east * BLOCK, north * BLOCK)


GRID = street_plan(grid())
TWO_LOBES = "enclosed by H0 Road and Wave Street"
WAVES = street_plan(
    [*grid(), street("Wave Street", (0.2, -0.3), (0.8, 0.4), (1.4, -0.4), (2.0, 0.3))]
)
"""Streets of which `TWO_LOBES` encloses one area north and one south of H0 Road, equally near."""
