"""Tables: made of columns at once, and the rows in which one differs from an earlier one."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.comparison import table_diff
from geo.table_frame import frame_of
from tests.searching import examples

FIGURE = st.one_of(st.none(), st.integers(0, 3).map(float))
TABLE = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.integers(0, 2)),
    st.tuples(FIGURE, st.sampled_from(["x", "y", None])),
)
Rows = dict[tuple[str, int], tuple[float | None, str | None]]


def frame(rows: Rows) -> pd.DataFrame:
    names = ["zone_id", "radius_km", "people", "label"]
    cells = [(*key, *values) for key, values in rows.items()]
    figures = {"radius_km": np.int64, "people": float}
    return pd.DataFrame(cells, columns=names).astype({"label": object, **figures})


def changed_between(
    old: pd.DataFrame, new: pd.DataFrame, keys: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    by_column = [{str(name): table[name].array for name in table} for table in (old, new)]
    rows, gone = table_diff.changed_between(*by_column, keys)
    return pd.DataFrame(rows), pd.DataFrame(gone or {key: [] for key in keys})


def read(table: pd.DataFrame) -> Rows:
    plain = table.astype(object).where(table.notna(), None)
    return {(row[0], row[1]): (row[2], row[3]) for row in plain.itertuples(index=False)}


@examples(50)
@given(TABLE, TABLE)
def test_changed_rows_over_the_old_without_the_gone_give_the_new(old: Rows, new: Rows) -> None:
    rows, gone = changed_between(frame(old), frame(new), ["zone_id", "radius_km"])
    lost = {(zone, radius) for zone, radius in gone.itertuples(index=False)}
    assert {key: row for key, row in {**old, **read(rows)}.items() if key not in lost} == new
    assert all(key not in old or old[key] != row for key, row in read(rows).items())
    assert lost == old.keys() - new.keys()


def test_rounding_is_no_change_and_a_square_metre_is() -> None:
    def differs(*rows: dict[str, Any]) -> bool:
        old, new = (pd.DataFrame([{"subject": "A"} | row]) for row in rows)
        return not changed_between(old, new, ["subject"])[0].empty

    for before, after, expected in (
        (1e6, 1e6 * (1 + 1e-12), False),
        (1e6, 1e6 * (1 + 1e-8), True),
        (0.0, 1e-9, False),
        (0.0, 1e-5, True),
        (float("nan"), float("nan"), False),
        (float("nan"), 0.0, True),
    ):
        assert differs({"area_km2": before}, {"area_km2": after}) is expected
    for after, message, expected in (
        (1e6 + 1e-6, "1,000,000", False),
        (1e6 + 1, "1,000,001", True),
    ):
        old, new = ({"params": {"km2": km2}, "amount": km2} for km2 in (1e6, after))
        assert differs(old | {"message": "1,000,000"}, new | {"message": message}) is expected


COLUMNS = {
    "float": st.floats(allow_nan=True),
    "int": st.integers(-9, 9),
    "bool": st.booleans(),
    "text": st.one_of(st.none(), st.text(max_size=3)),
}


@examples(30)
@given(st.data(), st.lists(st.sampled_from(list(COLUMNS)), min_size=1, max_size=5))
def test_a_frame_of_columns_is_that_of_pandas(data: st.DataObject, kinds: list[str]) -> None:
    size = data.draw(st.integers(0, 4))
    columns = {}
    for number, kind in enumerate(kinds):
        cells = data.draw(st.lists(COLUMNS[kind], min_size=size, max_size=size))
        columns[f"{kind}{number}"] = (
            pd.array(cells, dtype="str") if kind == "text" else np.array(cells, dtype=kind)
        )
    pd.testing.assert_frame_equal(frame_of(columns), pd.DataFrame(columns))


def test_a_frame_shares_nothing_with_its_columns() -> None:
    columns = {"km": np.array([1.0, 2.0]), "name": pd.array(["a", "b"], dtype="str")}
    frame = frame_of(columns)
    frame.loc[0, ["km", "name"]] = [9.0, "z"]
    frame.columns.name = "figures"
    assert frame_of(columns).columns.name is None
    assert frame_of(columns).to_numpy().tolist() == [[1.0, "a"], [2.0, "b"]]
