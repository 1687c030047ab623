"""Figures of performance from tables with a column for each indicator, or a row for each figure."""

from pathlib import Path

import pandas as pd
import pytest

from layers.errors import PlanError
from layers.example import example_plan
from layers.formats.table import Assumption
from layers.importing import ColumnMap, Import, ImportOptions, import_layers

OPTIONS = ImportOptions(ColumnMap())


def imported(folder: Path, text: str, suffix: str = "csv") -> Import:
    file = folder / f"figures.{suffix}"
    if suffix == "xlsx":
        rows = [line.split(",") for line in text.splitlines()]
        pd.DataFrame(rows[1:], columns=rows[0]).to_excel(file, index=False)
    else:
        file.write_text(text, encoding="utf-8")
    plan = example_plan()
    plan = plan.with_layer("zones", plan.zones.assign(name=["Old harbour", "New harbour"]))
    return import_layers({"performance": file}, OPTIONS, plan)


def figures(result: Import) -> list[list[object]]:
    table = result.checked().performance
    return table[["zone_id", "indicator", "period", "value", "unit"]].to_numpy().tolist()


def units(result: Import) -> list[Assumption]:
    return [one for one in result.reports[0].assumed if one.what == "unit"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_chinese_headings_name_indicators_and_units_which_are_multiplied_out(
    tmp_path: Path, suffix: str
) -> None:
    heads = "片区,年份,进出口总额（亿元）,税收同比（%）,利用外资（万美元）,就业人数（万人）,备注"
    result = imported(
        tmp_path, f"{heads}\nA,2023年,1234.5,5.5,300,1.2,初步\nB,2023,10,,—,,", suffix
    )
    assert figures(result) == [
        ["A", "trade", "2023", 123.45e9, "CNY"],
        ["A", "tax", "2023", 5.5, "percent_yoy"],
        ["A", "foreign_capital", "2023", 3e6, "USD"],
        ["A", "jobs", "2023", 12_000.0, "persons"],
        ["B", "trade", "2023", 1e9, "CNY"],
    ]
    assert [one.value for one in units(result)] == ["亿元", "万美元", "万人"]
    assert "亿元 is read as CNY × 100,000,000" in str(units(result)[0].why)


def test_a_row_for_each_figure_keeps_the_plan_s_own_words(tmp_path: Path) -> None:
    text = (
        "zone,indicator,year,value,unit\n"
        "A,Umsatz,2022,3.5,EUR million\nB,Foreign trade growth,2022,7.5,%\n"
    )
    assert figures(imported(tmp_path, text)) == [
        ["A", "Umsatz", "2022", 3.5e6, "EUR"],
        ["B", "trade", "2022", 7.5, "percent_yoy"],
    ]


def test_zones_are_given_by_name_where_no_other_has_it(tmp_path: Path) -> None:
    result = imported(tmp_path, "zone,year,jobs\nOld harbour,2023,5\n")
    assert figures(result)[0][0] == "A"
    assert any(one.why.code == "import-performance-names" for one in result.reports[0].assumed)


def test_each_problem_is_a_line_with_row_and_column_and_nothing_is_imported(tmp_path: Path) -> None:
    result = imported(
        tmp_path, "片区,年份,税收（万元）,jobs\nA,2023,abc,1\nZ,2023,5,2\n,2023,1,1\n"
    )
    with pytest.raises(PlanError) as refused:
        result.checked()
    assert [str(problem) for problem in refused.value.problems] == [
        "performance.zone_id: row 3 (Z) not in zones; add it to zones or correct it",
        "performance.税收（万元）: row 2: 'abc' is not a number; correct it",
        "performance: row 4, row 4 name neither a group nor a zone; fill in ftz_id or zone_id",
    ]


def test_a_table_without_any_figure_says_what_is_expected(tmp_path: Path) -> None:
    result = imported(tmp_path, "zone,year,remark\nA,2023,good\n")
    assert "no column of figures among zone_id, period, remark" in str(result.problems[0])
