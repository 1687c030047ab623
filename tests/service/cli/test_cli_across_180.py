"""Plans of countries on both sides of 180°, by the commands from the files to the figures."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from command_line import answer, run, scenario_file
from shapely.affinity import translate

from layers.geometry.antimeridian import wrapped
from layers.geometry.ellipsoid import GRS80

FIJI = {"SUVA": (178.4, -18.1), "TAVEUNI": (180.02, -16.9), "LAU": (181.2, -17.9)}
"""Middles of zones, in longitudes that go on beyond 180."""
UNITED_STATES = {
    "KISKA": (177.5, 52.0),
    "AMCHITKA": (179.97, 51.6),
    "ANCHORAGE": (210.1, 61.2),
    "SEATTLE": (237.7, 47.6),
    "MIAMI": (279.8, 25.8),
}
TURN = 110.0
"""By which nothing of either is cut any more."""


def land(lon: float, lat: float, wide_km: float) -> shapely.Polygon:
    """Return land with bays about a place."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    far_m = 1e3 * wide_km * (1 + 0.3 * np.sin(5 * turn))
    plane = GRS80.plane(lon, lat)
    return shapely.Polygon(
        plane.to_degrees(np.column_stack([far_m * np.cos(turn), far_m * np.sin(turn)]))
    )


def measured(folder: Path, middles: dict[str, tuple[float, float]], turn: float) -> list[float]:
    """Return the area of each zone before and after edits, as commands measure it."""
    folder.mkdir()
    for name, column, wide_km in (("zones", "zone_id", 3.0), ("regions", "adcode", 20.0)):
        lands = [wrapped(translate(land(*at, wide_km), turn)) for at in middles.values()]
        frame = gpd.GeoDataFrame({column: list(middles)}, geometry=lands, crs=4326)
        frame.to_file(folder / f"{name}.geojson", engine="pyogrio", COORDINATE_PRECISION=15)
    plan, edited = folder / "plan.gpkg", folder / "edited.gpkg"
    files = [
        it for name in ("zones", "regions") for it in (f"--{name}", folder / f"{name}.geojson")
    ]
    assert run("init", plan, *files).code == 0
    *grown, last = middles
    edits = [f"expand: {{zone: {zone}, by_km: 0.3}}" for zone in grown]
    edits += [f"expand: {{zone: {grown[0]}, by_km2: 3}}", f"shrink: {{zone: {last}, by_km: 0.2}}"]
    assert run("scenario", "apply", plan, scenario_file(plan, *edits), "-o", edited).code == 0
    return [
        zone["area_km2"]
        for path in (plan, edited)
        for zone in answer("measure", path, "--radius-km", 2)["zones"]
    ]


@pytest.mark.parametrize("middles", [FIJI, UNITED_STATES], ids=["fiji", "united_states"])
def test_a_country_across_180_is_edited_and_measured_as_if_it_lay_elsewhere(
    tmp_path: Path, middles: dict[str, tuple[float, float]]
) -> None:
    here, there = (measured(tmp_path / f"{turn}", middles, turn) for turn in (0.0, -TURN))
    assert here == pytest.approx(there, rel=1e-6)
    before, after = np.split(np.array(here), 2)
    assert (after > before).tolist() == [True] * (len(middles) - 1) + [False]
