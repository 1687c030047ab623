"""A figure is one figure: in JSON, in QGIS, and on the page in Chromium."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.report.figures import signed, two, whole
from tests.clients.conftest import EXPORTED as NAME
from tests.clients.visiting import Visit
from tests.conftest import MadeOnce
from tests.service.command_line import run

RADIUS_KM = 50.0
PROVINCE = {"adcode": "120000", "level": "province", "radius_km": RADIUS_KM}
Row = dict[str, Any]


def row_of(rows: list[Row], **at: object) -> Row:
    (row,) = (row for row in rows if all(row[name] == value for name, value in at.items()))
    return row


@dataclass(frozen=True)
class Told:
    """What `measure --json` and `compare --json` tell, and the export of the same scenario."""

    folder: Path
    measured: dict[str, Any]
    compared: dict[str, Any]

    @property
    def total(self) -> Row:
        return row_of(self.compared["totals"], radius_km=RADIUS_KM)

    @property
    def province(self) -> Row:
        return row_of(self.compared["regions"], **PROVINCE)

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.compared["zones"] if row["change"] != "none"]

    @property
    def group(self) -> Row:
        (zone, *_) = (row["zone_id"] for row in self.changed if row["area_km2_after"] is not None)
        ftz = row_of(self.measured["zones"], zone_id=zone)["ftz_id"]
        return row_of(self.measured["ftzs"], ftz_id=ftz)

    @property
    def sectors(self) -> list[Row]:
        return [row for row in self.measured["sectors"] if row["radius_km"] == RADIUS_KM]


@pytest.fixture(scope="module")
def told(china_plan_path: Path, china_export_path: Path, made_once: MadeOnce) -> Told:
    def make(folder: Path) -> None:
        shutil.copy(china_export_path, folder / "out.gpkg")
        path = china_export_path.with_name(f"{NAME}.yaml")
        for command, *asked in (("measure", "--scenario", path), ("compare", path)):
            ran = run(command, china_plan_path, *asked, "--json")
            (folder / f"{command}.json").write_text(ran.out, encoding="utf-8")

    folder = made_once("one-figure", make)
    measured, compared = (
        json.loads((folder / f"{command}.json").read_text(encoding="utf-8"))
        for command in ("measure", "compare")
    )
    return Told(folder, measured, compared)


def test_the_scenario_changes_what_is_looked_at(told: Told) -> None:
    assert len(told.changed) > 1
    assert told.total["covered_population_difference"] != 0
    assert told.total["covered_area_km2_difference"] != 0
    assert told.province["covered_population_after"] > 1e6
    assert len(told.sectors) > 3


def test_qgis_reads_these_figures_and_measures_these_areas(
    told: Told, run_qgis: Callable[..., Any]
) -> None:
    ours, answer = f"scenario_{NAME}", told.folder / "seen.json"
    layers = [f"{ours}_{part}" for part in ("coverage_province", "zones", "changes")]
    answer.write_text(json.dumps(layers), encoding="utf-8")
    (seen,) = run_qgis(("qgis_describe", told.folder / "out.gpkg", answer))
    provinces = seen[f"{ours}_coverage_province"]["rows"]
    shown = row_of(provinces, adcode=PROVINCE["adcode"])
    assert shown["covered_population_50km"] == told.province["covered_population_after"]
    land = shown["covered_share_50km"] * shown["area_km2"]
    assert land == pytest.approx(told.province["covered_area_km2_after"], rel=1e-12)
    people = sum(row["covered_population_50km"] or 0.0 for row in provinces)
    assert people == pytest.approx(told.total["covered_population_after"], rel=1e-9)
    zones = {row["zone_id"]: row for row in seen[f"{ours}_zones"]["rows"]}
    for zone in told.measured["zones"]:
        area = zones[zone["zone_id"]]["$area_of_short_edges"]
        assert area == pytest.approx(zone["area_km2"], rel=1e-6)
    land_changes = seen[f"{ours}_changes"]["rows"]
    for zone in told.changed:
        for change in ("gained", "lost"):
            km2 = [
                row["area_km2"]
                for row in land_changes
                if (row["zone_id"], row["change"]) == (zone["zone_id"], change)
            ]
            assert sum(km2) == pytest.approx(zone[f"{change}_km2"], abs=1e-9)


def test_the_page_shows_these_figures(told: Told, visit: Visit) -> None:
    page = visit.open(f"?scenario={NAME}&radius={RADIUS_KM:g}&tab=coverage&lang=en")

    def card(topic: str) -> str:
        text = page.locator(f"[data-card={topic}] .figure").get_attribute("title")
        assert text
        return text

    assert card("people") == whole(told.total["covered_population_after"])
    assert card("land") == f"{two(told.total['covered_area_km2_after'])} km²"
    for sector in told.sectors:
        bar = page.locator(f'#sector-bars [data-id="{sector["sector"]}"] .bar-value')
        assert bar.inner_text().startswith(f"{sector['covered_clusters']} / {sector['clusters']}")
    page.locator("#tab-places").click()
    for zone in told.measured["zones"]:
        shown = page.locator(f'#zone-list [data-zone="{zone["zone_id"]}"] .zone-area')
        assert shown.text_content() == f"{two(zone['area_km2'])} km²"
    group = page.locator(f'[data-ftz="{told.group["ftz_id"]}"] .headroom')
    assert two(abs(told.group["headroom_km2"])) in group.inner_text()
    page.locator("#show-regions").click()
    cells = page.locator(f'#region-table [data-adcode="{PROVINCE["adcode"]}"] td')
    cells.first.wait_for()
    people, covered, _, difference = cells.all_inner_texts()
    assert people == whole(told.province["population_after"])
    assert covered == whole(told.province["covered_population_after"])
    moved = told.province["covered_population_difference"]
    assert difference.split()[-1] == ("=" if abs(moved) < 0.5 else signed(moved))
