"""The annex of a report: published figures per km² of land, and how land is used."""

from pathlib import Path

import pandas as pd
from command_line import run

from layers.example import example_plan


def report(folder: Path, **zones: list[object]) -> str:
    plan = example_plan()
    figures = {"zone_id": ["A", "A"], "indicator": ["Umsatz", "jobs"], "period": ["2023", "2023H1"]}
    table = pd.DataFrame(figures | {"value": [428.0, 9.0], "unit": ["EUR", "persons"]})
    plan = plan.with_layer("performance", table)
    plan = plan.with_layer("zones", plan.zones.assign(**zones))
    plan.save(folder / "p.gpkg")
    assert run("export", folder / "p.gpkg", folder / "r.html", "--annex").code == 0
    return (folder / "r.html").read_text(encoding="utf-8")


def test_figures_of_land_are_in_the_annex_per_km2_and_those_not_divided_are_not(
    tmp_path: Path,
) -> None:
    text = report(tmp_path, published_area_km2=[4.0, 4.0], idle_km2=[1.0, None])
    section = text.split("Published figures and yield per km² of land")[1]
    assert "Umsatz" in section
    assert "107" in section
    assert "2023H1" not in section
    assert "25.0" in section.split("Use of the land of zones")[1]
