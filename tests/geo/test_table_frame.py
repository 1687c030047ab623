"""A frame made of columns at once is the one that pandas makes of them."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.table_frame import frame_of
from tests.searching import examples

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
