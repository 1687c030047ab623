"""Tables for a terminal: what does not fit beside the rest is folded, never cut."""

from collections import Counter

import pandas as pd
import pytest

from layers.messages import Message, catalogue
from service.cli import language, tables
from service.cli.import_edits import _EDITED
from service.cli.tables import print_table

_ROWS = pd.DataFrame(
    {
        "zone_id": ["HL-HH 黑河片区", "HL-HRB 哈尔滨片区"],
        "done": ["moved", "split, moved, renamed and more"],
        "gained_km2": [13.96, 2.0],
        "lost_km2": [13.96, 1.0],
        "entering_population": [0.0, 1_234_567.0],
        "leaving_population": [2_824.0, 1e6],
        "entering_clusters": [0.0, 3.0],
        "leaving_clusters": [0.0, 3.0],
    }
)


def printed_in(
    lang: language.Language, rows: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> str:
    before = language._language.set(lang)
    try:
        print_table(Message("cli-title-edited"), rows, _EDITED)
    finally:
        language._language.reset(before)
    return capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("wide", [100, 80, 60])
def test_a_table_loses_no_sign_of_its_heads_and_cells(
    lang: language.Language,
    wide: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tables, "_WIDEST", wide)
    printed = printed_in(lang, _ROWS, capsys)
    heads = [catalogue(lang).text(Message(str(column.head))) for column in _EDITED.values()]
    assert max(map(tables.cell_len, printed.splitlines())) <= wide
    cells = [tables._text(cell, _EDITED[name]) for name in _EDITED for cell in _ROWS[name]]
    told = Counter("".join("".join([*heads, *cells]).split()))
    assert not told - Counter(printed)


def test_in_a_hundred_columns_chinese_names_and_figures_stay_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = printed_in("zh", _ROWS.iloc[:1], capsys)
    for text in ("HL-HH 黑河片区", "所做编辑", "13.96", "2,824"):
        assert text in printed
