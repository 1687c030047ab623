"""The picture of a sweep, held against the paired differences of its runs."""

import re

import numpy as np
import pandas as pd
import pytest

from geo.coverage.travel import Travel
from geo.sweep import Spreads
from layers.errors import MeasureError
from layers.example import example_plan
from service.documents.sweep import SweepResult
from service.notebook import picture
from service.report.document import ReportTable
from service.report.sweeps import Shown, sweep_page, sweep_report

BASELINE, NORTH = np.array([100.0, 220, 310, 80]), np.array([150.0, 200, 400, 130])
STEPS = np.array([10.0, 30, 50, 70])


def runs_of(**people: np.ndarray) -> pd.DataFrame:
    """Return the runs of scenarios with people within 50 km."""
    tables = [
        pd.DataFrame({"run": range(len(each)), "scenario": name, "covered_population": each})
        for name, each in people.items()
    ]
    runs = pd.concat(tables, ignore_index=True)
    return runs.assign(radius_km=50.0, covered_clusters=1, covered_weight=1.0)


def test_a_bar_is_from_5_to_95_percent_of_the_differences_in_a_run_and_0_is_a_line() -> None:
    shown = picture(runs_of(baseline=BASELINE, north=NORTH))
    low, mean, high = (float(f(NORTH - BASELINE)) for f in (
        lambda it: np.quantile(it, 0.05), np.mean, lambda it: np.quantile(it, 0.95)
    ))  # fmt: skip
    ((left, width),) = re.findall(r'<rect x="([\d.]+)" .*? width="([\d.]+)"', shown)
    (dot,) = re.findall(r'<circle cx="([\d.]+)"', shown)
    (zero,) = re.findall(r'<path d="M([\d.]+)', shown)

    def at(figure: float) -> float:
        return float(left) + float(width) * (figure - low) / (high - low)

    assert [float(dot), float(zero)] == pytest.approx([at(mean), at(0)], abs=0.2)
    assert low < 0 < mean < high
    texts = re.findall(r">([^<]+)</text>", shown)
    assert texts[0] == "Difference to baseline: people; 5 to 95 % of the runs, and the mean"
    assert texts[1:3] == ["north, 50 km", f"{mean:+,.1f}, better in 75 %"]
    assert {f"−{-low:,.0f}", "0", f"{high:,.0f}"} <= {*texts}
    assert shown._repr_svg_() == shown


def test_the_axis_begins_at_0_where_figures_are_near_it() -> None:
    shown = picture(runs_of(baseline=BASELINE, north=BASELINE + STEPS))
    (zero,) = re.findall(r'<path d="M([\d.]+)', shown)
    texts = re.findall(r">([^<]+)</text>", shown)
    assert {"0", "67"} <= {*texts}
    (left,) = re.findall(r'<rect x="([\d.]+)"', shown)
    assert float(zero) < float(left)
    far = picture(runs_of(baseline=BASELINE, north=BASELINE + STEPS + 900))
    assert "<path" not in far


def test_of_one_scenario_the_total_is_shown_and_words_are_in_the_language_asked() -> None:
    runs = runs_of(north=NORTH)
    texts = re.findall(r">([^<]+)</text>", picture(runs, language="zh"))
    assert texts[:3] == [
        "覆盖：人口；各次测算的 5 % 至 95 %，及平均", "north，50 公里", f"{NORTH.mean():,.0f}",
    ]  # fmt: skip
    minutes = runs.rename(columns={"radius_km": "radius_min"})
    assert "north, 50 min by road" in picture(minutes, by="road_min")
    with pytest.raises(MeasureError):
        picture(minutes)
    shown = Shown(travel=Travel("road"), spreads=Spreads(boundary=1, demand=0.1))
    report = sweep_report(SweepResult.of(runs), 4, example_plan(), shown)
    assert report.subtitle == example_plan().title("en")
    assert report.facts == (("Varied in each run", "boundaries ±1 km, people of regions ±10 %"),)
    (table,) = (it for it in report.sections[0].blocks if isinstance(it, ReportTable))
    assert (table.heads[1], table.rows[0][1]) == ("Radius, km", "50")
    assert "distances by road" in table.caption


def test_all_are_compared_with_the_baseline_wherever_it_stands_and_regret_is_said() -> None:
    shown = Shown("zh")
    for runs in (
        runs_of(baseline=BASELINE, north=NORTH, south=BASELINE),
        runs_of(north=NORTH, baseline=BASELINE, south=BASELINE),
    ):
        report = sweep_report(SweepResult.of(runs), 4, example_plan(), shown)
        against, each = (it for it in report.sections[0].blocks if isinstance(it, ReportTable))
        assert against.caption.startswith("与现状基线相比")
        north, south = against.rows
        assert north[:5] == ("north", "50", "75%", "25%", "+42.5")
        assert south == ("south", "50", "0%", "0%", "0", "0", "0")
        assert each.heads[-1].startswith("后悔值")
        assert {row[0]: row[-1] for row in each.rows} == {
            "north": "5", "现状基线": "47.5", "south": "47.5",
        }  # fmt: skip
    without = picture(runs_of(south=BASELINE, north=NORTH))
    assert "Difference to south: people" in without


def test_a_difference_of_nothing_has_no_sign() -> None:
    runs = runs_of(baseline=BASELINE, north=BASELINE)
    report = sweep_report(SweepResult.of(runs), 4, example_plan(), Shown())
    table = next(it for it in report.sections[0].blocks if isinstance(it, ReportTable))
    assert table.rows[0] == ("north", "50", "0%", "0%", "0", "0", "0")
    assert "+0" not in picture(runs)


def test_the_total_of_the_picture_is_chosen_and_of_the_page_too_with_the_tables_of_each() -> None:
    runs = runs_of(baseline=BASELINE, north=NORTH).assign(covered_jobs=lambda it: -it["run"])
    jobs = picture(runs, "covered_jobs")
    assert "Difference to baseline: jobs" in jobs
    asked = SweepResult.of(runs), 4, example_plan()
    page = sweep_page(*asked, Shown(total="covered_jobs"))
    options = re.findall(r"<option( selected)?>([^<]+)", page)
    assert options == [
        ("", "people"), ("", "clusters"), ("", "cluster weight"), (" selected", "jobs"),
    ]  # fmt: skip
    *_, last = page.split("<section>")
    assert "<h2>jobs</h2>" in last
    assert jobs.split(">", 1)[1] in last
    assert last.count("<table") == 2
    with pytest.raises(MeasureError, match="did you mean covered_jobs"):
        picture(runs, "covered_job")
