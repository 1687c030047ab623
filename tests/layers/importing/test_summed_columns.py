"""Which columns of a demand are summed is decided as it is read, said, and kept in the plan."""

from pathlib import Path

import pytest

from geo import CoverageMeter
from layers import Plan
from layers.errors import PlanError
from layers.importing import ColumnMap, Import, ImportOptions, SumRequest, import_layers
from layers.plan.weights import doubtful_weights, weight_columns
from tests.conftest import regions_frame, square, zones_frame

HEAD = "geonameid,place,population,jobs,FIPS,zip,year,elevation,median_income,urban,pct_young\n"
ROWS = "".join(
    f"{7_000_000 + 31 * n},P{n},{10 + n},{n * n},{1_001 + 2 * n},9410{n},202{n},{5 * n},"
    f"{40_000 + 7 * n},0.{n},1{n}.5\n"
    for n in range(5)
)
SUMMED = ["jobs"]
NOT_SUMMED = {
    "geonameid",
    "FIPS",
    "zip",
    "year",
    "elevation",
    "median_income",
    "urban",
    "pct_young",
}


def files_of(folder: Path, text: str = HEAD + ROWS) -> dict[str, Path]:
    """Write zones, regions, and a table of people with a position for each row."""
    zones_frame(("W", "F", square(0))).to_file(folder / "zones.geojson")
    regions_frame(("330101", square(-5, -5, 20))).to_file(folder / "regions.geojson")
    head, *rows = text.splitlines()
    placed = [f"{row},{120 + n / 1000},30.001" for n, row in enumerate(rows)]
    (folder / "demand.csv").write_text("\n".join([f"{head},lon,lat", *placed]))
    suffix = {"demand": "csv"}
    layers = ("zones", "regions", "demand")
    return {name: folder / f"{name}.{suffix.get(name, 'geojson')}" for name in layers}


def read(files: dict[str, Path], onto: Plan | None = None, **sums: tuple[str, ...]) -> Import:
    return import_layers(files, ImportOptions(sums=SumRequest(**sums)), onto)


def told(result: Import) -> str:
    (report,) = (it for it in result.reports if it.layer == "demand")
    return "\n".join(str(each.why) for each in report.assumed)


def test_ids_years_rates_and_heights_are_not_summed_and_that_is_said(tmp_path: Path) -> None:
    result = read(files_of(tmp_path))
    result.checked().save(tmp_path / "plan.gpkg")
    plan = Plan.open(tmp_path / "plan.gpkg")
    assert weight_columns(plan) == SUMMED
    assert plan.terms.not_summed == NOT_SUMMED
    assert doubtful_weights(plan) == {}
    lines = told(result).splitlines()
    assert "summed as amounts beside people: jobs; to leave one out: not_summed COLUMN" in lines
    assert any(
        line.startswith("geonameid, FIPS, zip not summed: ids or codes, by name") for line in lines
    )
    assert any(line.startswith("year not summed: years") for line in lines)
    assert any("median_income, urban, pct_young not summed: rates" in line for line in lines)
    measured = CoverageMeter(plan, [5]).measure()
    assert [name for name in measured.totals if "covered" in str(name)] == [
        "covered_area_km2",
        "covered_population",
        "covered_jobs",
    ]
    assert plan.demand["elevation"].tolist() == [0, 5, 10, 15, 20]  # kept, as numbers


def test_a_column_is_summed_or_left_out_on_request_by_either_name(tmp_path: Path) -> None:
    files = files_of(tmp_path)
    result = read(files, summed=("MEDIAN_INCOME",), not_summed=("jobs",))
    plan = result.checked()
    assert weight_columns(plan) == ["median_income"]
    assert doubtful_weights(plan) == {}  # as it was asked for
    mapped = ImportOptions(ColumnMap.parse(["demand.elderly=pct_young"]))
    assert "elderly" in weight_columns(import_layers(files, mapped).checked())


@pytest.mark.parametrize(
    ("sums", "line"),
    [
        (
            {"summed": ("job",)},
            "summed job: the demand has no further column of numbers of that name",
        ),
        (
            {"not_summed": ("place",)},
            "not_summed place: the demand has no further column of numbers",
        ),
        ({"not_summed": ("population",)}, "not_summed population: people are always summed"),
        (
            {"summed": ("jobs",), "not_summed": ("JOBS",)},
            "summed and not_summed jobs: it is to be summed",
        ),
    ],
)
def test_a_request_that_names_no_such_column_is_refused(
    sums: dict[str, tuple[str, ...]], line: str, tmp_path: Path
) -> None:
    with pytest.raises(PlanError) as caught:
        read(files_of(tmp_path), **sums).checked()
    assert len(caught.value.lines) == 1
    assert line in caught.value.lines[0]


def test_a_plan_of_before_sums_what_it_summed_and_says_which_of_it_is_doubtful(
    tmp_path: Path,
) -> None:
    files = files_of(tmp_path)
    plan = read(files).checked()
    older = Plan({name: plan.frame(name) for name in plan.present if name != "terms"})
    assert {*weight_columns(older)} == {*SUMMED, *NOT_SUMMED}
    assert {*doubtful_weights(older)} == NOT_SUMMED
    assert "--no-sum year" in str(doubtful_weights(older)["year"])
    again = read({"demand": files["demand"]}, older).checked()
    assert {*weight_columns(again)} == {*SUMMED, *NOT_SUMMED}
    others = tuple(NOT_SUMMED - {"urban"})
    settled = read({}, older, summed=("urban",), not_summed=others).checked()
    assert weight_columns(settled) == [*SUMMED, "urban"]
    assert doubtful_weights(settled) == {}


def test_new_demand_keeps_what_was_decided_and_new_columns_are_looked_at(tmp_path: Path) -> None:
    before = read(files_of(tmp_path), summed=("urban",), not_summed=("jobs",)).checked()
    head, *rows = (HEAD + ROWS).splitlines()
    text = "\n".join([f"{head},firms,tract", *(f"{row},{n},4{n}" for n, row in enumerate(rows))])
    result = read({"demand": files_of(tmp_path, text)["demand"]}, before)
    assert weight_columns(result.checked()) == ["urban", "firms"]
    assert "jobs, FIPS" in told(result)
    assert "not summed: as in the plan before" in told(result)
    terms = result.checked().frame("terms")
    words = import_layers({"terms": written_terms(tmp_path)}, ImportOptions(), before).checked()
    assert words.title() == "Hubs"
    assert weight_columns(words) == ["urban"]
    assert not terms["text"].duplicated().any()


def written_terms(folder: Path) -> Path:
    (folder / "terms.csv").write_text("term,text\ntitle,Hubs\n")
    return folder / "terms.csv"
