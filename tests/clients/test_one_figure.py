"""A figure is one figure: in JSON and on the page in Chromium."""

import json
from pathlib import Path
from typing import Any

from service.report.figures import signed, two, without_decimals
from tests.clients.conftest import EXPORTED as NAME
from tests.clients.visiting import Visit
from tests.service.command_line import run

RADIUS_KM = 50.0
PROVINCE = {"adcode": "120000", "level": "province", "radius_km": RADIUS_KM}


def row_of(rows: list[dict[str, Any]], **at: object) -> dict[str, Any]:
    (row,) = (row for row in rows if all(row[name] == value for name, value in at.items()))
    return row


def test_the_page_shows_them(china_plan_path: Path, china_export_path: Path, visit: Visit) -> None:
    path = china_export_path.with_name(f"{NAME}.yaml")
    measured, compared = (
        json.loads(run(command, china_plan_path, *asked, "--json").out)
        for command, *asked in (("measure", "--scenario", path), ("compare", path))
    )
    total = row_of(compared["totals"], radius_km=RADIUS_KM)
    province = row_of(compared["regions"], **PROVINCE)
    changed = next(row for row in compared["zones"] if row["change"] == "reshaped")
    ftz = row_of(measured["zones"], zone_id=changed["zone_id"])["ftz_id"]
    group = row_of(measured["ftzs"], ftz_id=ftz)
    sectors = [row for row in measured["sectors"] if row["radius_km"] == RADIUS_KM]
    page = visit.open(f"?scenario={NAME}&radius={RADIUS_KM:g}&tab=coverage&lang=en")

    def card(topic: str) -> str:
        text = page.locator(f"[data-card={topic}] .figure").get_attribute("title")
        assert text
        return text

    assert card("people") == without_decimals(total["covered_population_after"])
    for sector in sectors:
        bar = page.locator(f'#sector-bars [data-id="{sector["sector"]}"] .bar-value')
        assert bar.inner_text().startswith(f"{sector['covered_clusters']} / {sector['clusters']}")
    page.locator("#tab-places").click()
    for zone in measured["zones"]:
        shown = page.locator(f'#zone-list [data-zone="{zone["zone_id"]}"] .zone-area')
        assert shown.text_content() == f"{two(zone['area_km2'])} km²"
    shown = page.locator(f'[data-ftz="{ftz}"] .headroom')
    assert two(abs(group["headroom_km2"])) in shown.inner_text()
    page.locator("#show-regions").click()
    cells = page.locator(f'#region-table [data-adcode="{PROVINCE["adcode"]}"] td')
    cells.first.wait_for()
    people, covered, _, difference = cells.all_inner_texts()
    assert people == without_decimals(province["population_after"])
    assert covered == without_decimals(province["covered_population_after"])
    moved = province["covered_population_difference"]
    assert difference.split()[-1] == ("=" if abs(moved) < 0.5 else signed(moved))
