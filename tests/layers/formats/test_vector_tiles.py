"""PMTiles: every level of a plan's tiles in one file, deterministic, the last one the finest."""

import gzip
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from layers import Plan
from layers.formats import export
from tests.conftest import regions_frame, square, zones_frame
from tests.globe_plans import ELSEWHERE, Place, plan_at

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
        "regions": regions_frame(("330101", square(-5, -5, 30))),
    }
)


def tiles_of(path: Path) -> dict[tuple[int, int, int], dict]:
    with path.open("rb") as file:
        return {
            place: mapbox_vector_tile.decode(gzip.decompress(content))
            for place, content in all_tiles(MmapSource(file))
        }


def test_a_plan_is_tiles_of_all_levels_in_one_file(tmp_path: Path) -> None:
    path, again = tmp_path / "plan.pmtiles", tmp_path / "again.pmtiles"
    export(PLAN, path)
    export(PLAN, again)
    assert path.read_bytes() == again.read_bytes()
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, about = reader.header(), reader.metadata()
    assert (header["min_lon_e7"], header["max_zoom"]) == (pytest.approx(1199500000, abs=1e5), 14)
    assert [each["id"] for each in about["vector_layers"]] == ["regions", "zones"]
    assert about["provenance"]["plan"] == PLAN.name
    tiles = tiles_of(path)
    assert {zoom for zoom, _, _ in tiles} >= {12, 13, 14}
    drawn = {
        feature["properties"]["zone_id"]
        for (zoom, _, _), layers in tiles.items()
        for feature in layers.get("zones", {"features": []})["features"]
        if zoom == 14
    }
    assert drawn == {"W", "E"}


def test_a_plan_across_180_has_as_many_levels_and_bounds_that_hold_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.formats.vector_tiles._MOST_TILES", 16)
    levels = []
    for place in (Place(180, 0), Place(180, 0, turned_to=ELSEWHERE)):
        export(plan_at(place), tmp_path / "plan.pmtiles")
        with (tmp_path / "plan.pmtiles").open("rb") as file:
            header = Reader(MmapSource(file)).header()
        levels.append(header["max_zoom"])
        if place.turn == 0:
            assert (header["min_lon_e7"], header["max_lon_e7"]) == (-1800000000, 1800000000)
            assert abs(header["center_lon_e7"]) == pytest.approx(1800000000, abs=1e6)
    assert levels[0] == levels[1]


def test_levels_end_where_tiles_would_be_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.formats.vector_tiles._MOST_TILES", 4)
    export(PLAN, tmp_path / "few.pmtiles")
    tiles = tiles_of(tmp_path / "few.pmtiles")
    levels = [zoom for zoom, _, _ in tiles]
    assert max(map(levels.count, levels)) <= 4
    assert max(levels) < 14
