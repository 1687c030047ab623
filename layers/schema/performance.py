"""Published figures of performance: whose, what, when, and in which unit.

A row of the table `performance` is one published figure, of a group (`ftz_id`), of a
zone or of several together (`zone_id`, separated by `;`), of all groups (`ALL`) or of the nation
(`NATION`, in China `CHN`). A missing value says that the figure was not published.

- `indicator` is a word of the program (`trade`, `tax`, `jobs`, …), which has names in both
  languages, or any word of the plan's own.
- `period` is as published: `2023`, `2024Q1-Q3`, `2024H1`, `2024M01-M07`; a bare `2020M08` is a
  stock at that date, `A/B` is cumulative or an average from A to B.
- `unit` is the unit of `value`. A suffix after an underscore marks a figure **not of the whole**
  zone or group: of another area (`CNY_cooperation_zone`), of some members
  (`count_foreign_funded`), or a bound. Such a figure is shown, and never divided by land
  or compared with one of another unit. `percent_yoy` is growth over the year before.

Two rows that differ only in their value are in **conflict**: both are shown, none is preferred.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from layers.geometry.edges import Bools
from layers.messages import Message

ALL_FTZS = "ALL"
NATIONS = ("NATION", "CHN")
GROWTH = "percent_yoy"
TRADE, TRADE_UNIT = "trade", "CNY"
_COLUMNS = ("ftz_id", "zone_id", "indicator", "period", "value", "unit", "source", "verified")

INDICATOR_HEADS: dict[str, tuple[str, ...]] = {
    "trade": (
        *("进出口总额", "进出口额", "进出口", "外贸进出口总额", "外贸进出口额", "外贸进出口"),
        *("进出口总值", "货物进出口总额", "进出口贸易额", "trade value", "total trade"),
        *("foreign trade", "imports and exports", "trade_value"),
    ),
    "exports": ("出口", "出口额", "出口总额", "出口总值"),
    "imports": ("进口", "进口额", "进口总额", "进口总值"),
    "special_customs_trade": ("海关特殊监管区域进出口", "综合保税区进出口", "综保区进出口"),
    "gdp": ("地区生产总值", "生产总值", "gross domestic product"),
    "revenue": (
        *("营业收入", "主营业务收入", "经营总收入", "企业营业收入", "营收"),
        *("turnover", "sales", "operating revenue"),
    ),
    "tax": ("税收", "税收收入", "税收总额", "纳税额", "taxes", "tax revenue"),
    "foreign_capital": (
        *("实际使用外资", "实际利用外资", "利用外资", "使用外资", "实际使用外资金额", "实际到资"),
        *("实际使用外资额", "实际利用外资额", "外资", "fdi", "foreign direct investment"),
        *("foreign investment",),
    ),
    "fixed_investment": ("固定资产投资", "固定资产投资额", "fixed asset investment", "investment"),
    "industrial_output": ("工业总产值", "规上工业总产值", "规模以上工业总产值"),
    "jobs": (
        *("就业人数", "从业人员", "从业人数", "从业人员数", "年末从业人员", "年末从业人员数"),
        *("就业", "employment", "employees", "employed", "workers"),
    ),
    "enterprises": (
        *("企业数", "企业数量", "企业总数", "注册企业数", "实有企业", "企业", "companies"),
        *("firms", "businesses"),
    ),
    "new_enterprises": ("新设企业", "新设企业数", "新增企业", "新增企业数", "新注册企业"),
    "innovations": ("制度创新成果", "创新案例", "制度创新案例"),
    "cargo_t": ("货物吞吐量", "货运量", "cargo"),
    "throughput_teu": ("集装箱吞吐量", "container throughput", "throughput"),
    "approved_km2": ("批准面积", "approved area"),
    "built_km2": ("已建成面积", "建成面积", "built area"),
    "land_use_rate": ("土地利用率",),
}
"""The program's own indicators, and their names at the head of a column."""

_GROWTH_END = re.compile(
    r"(.+?)(?:的|[\s_])*(?:同比(?:增长|增速|%)?|增速|增长率?|growth|growth_pct)"
)
_STATED = re.compile(r"(.*?)[\s,，:：]*[(（\[]\s*([^)）\]]+?)\s*[)）\]]\s*$")
_TRADE_VALUE, _TRADE_GROWTH = "trade_value_cny", "growth_pct"
_TIMES = {
    "": 1.0,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "millions", "mn", "mio", "m"), 1e6),
    **dict.fromkeys(("billion", "billions", "bn"), 1e9),
    **dict.fromkeys(("trillion", "tn"), 1e12),
}
_CHINESE_UNITS = {
    **dict.fromkeys(("元", "人民币", "元人民币"), "CNY"),
    **dict.fromkeys(("美元", "美金"), "USD"),
    "欧元": "EUR",
    **dict.fromkeys(("港元", "港币"), "HKD"),
    "日元": "JPY",
    "英镑": "GBP",
    **dict.fromkeys(("人", "名"), "persons"),
    **dict.fromkeys(("家", "户", "个", "项"), "count"),
    **dict.fromkeys(("吨",), "t"),
    **dict.fromkeys(("标箱", "标准箱", "TEU"), "TEU"),
}
_OTHER_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("%", "％", "percent", "pct", "百分比"), ("percent", 1.0)),
    **dict.fromkeys(("平方公里", "平方千米", "km2", "km²", "sq km"), ("km2", 1.0)),
    **dict.fromkeys(("公顷", "ha", "hectares"), ("km2", 0.01)),
    **dict.fromkeys(("亩",), ("km2", 1 / 1500)),
    **dict.fromkeys(("persons", "people", "employees"), ("persons", 1.0)),
    **dict.fromkeys(("count", "number"), ("count", 1.0)),
    **dict.fromkeys(("t", "tonnes", "tons"), ("t", 1.0)),
    **dict.fromkeys(("teu", "teus"), ("TEU", 1.0)),
    **dict.fromkeys(("yuan", "rmb"), ("CNY", 1.0)),
}
_FULL_YEAR = re.compile(r"(\d{4})(?:[/-]\d{2})?")
MONTH = re.compile(r"(\d{4})M(\d{2})")
"""A period that is a month: its year and its number."""

_CHINESE = re.compile(r"(?:人民币)?(万亿|百万|千万|[千万亿])?([^\d\s]+)")
_ENGLISH = re.compile(r"([a-z]+)?\s*([A-Z]{3}|[€$£¥])\s*([a-z]+)?|([a-z]+) ([a-z]+)")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY"}


class WrittenUnit(NamedTuple):
    """A unit as stored, and how many of it the written one is."""

    name: str
    times: float


def written_unit(written: str) -> WrittenUnit:
    """Return the unit that is written; an unknown one stays unchanged.

    >>> written_unit("亿元"), written_unit("万美元"), written_unit("万人")
    (WrittenUnit(name='CNY', times=100000000.0), WrittenUnit(name='USD', times=10000.0), \
WrittenUnit(name='persons', times=10000.0))
    >>> written_unit("EUR million"), written_unit("m€"), written_unit("thousand persons")
    (WrittenUnit(name='EUR', times=1000000.0), WrittenUnit(name='EUR', times=1000000.0), \
WrittenUnit(name='persons', times=1000.0))
    >>> written_unit("CNY_cooperation_zone"), written_unit("GWh")
    (WrittenUnit(name='CNY_cooperation_zone', times=1.0), WrittenUnit(name='GWh', times=1.0))
    """
    text = " ".join(written.split())
    if text.casefold() in _OTHER_UNITS:
        return WrittenUnit(*_OTHER_UNITS[text.casefold()])
    chinese = _CHINESE.fullmatch(text)
    if chinese and chinese[2] in _CHINESE_UNITS:
        return WrittenUnit(_CHINESE_UNITS[chinese[2]], _TIMES[chinese[1] or ""])
    english = _ENGLISH.fullmatch(text)
    if english and english[2]:
        times = {_TIMES.get(part) for part in (english[1], english[3]) if part}
        if len(times) <= 1 and None not in times:
            factor = next(iter(times), 1.0) or 1.0
            return WrittenUnit(_SIGNS.get(english[2], english[2]), factor)
    if english and english[4] in _TIMES and english[5] in _OTHER_UNITS:
        name, times_one = _OTHER_UNITS[english[5]]
        return WrittenUnit(name, _TIMES[english[4]] * times_one)
    return WrittenUnit(text, 1.0)


def is_known_unit(written: str) -> bool:
    """Return whether a text is a unit that can be converted, or that is stored unchanged.

    >>> is_known_unit("亿元"), is_known_unit("preliminary")
    (True, False)
    """
    unit = written_unit(written)
    return unit != WrittenUnit(written, 1.0) or bool(re.fullmatch(r"[A-Z]{3}", written))


class FigureHead(NamedTuple):
    """The indicator in the head of a column, and its unit if one is stated."""

    indicator: str
    unit: str | None
    is_known: bool


def head_of(heading: str) -> FigureHead:
    """Return the indicator and unit in the head of a column of figures.

    >>> head_of("进出口总额（亿元）"), head_of("Tax growth (%)")
    (FigureHead(indicator='trade', unit='亿元', is_known=True), \
FigureHead(indicator='tax', unit='percent_yoy', is_known=True))
    >>> head_of("Umsatz (Mio EUR)"), head_of("Notes")
    (FigureHead(indicator='Umsatz', unit='Mio EUR', is_known=False), \
FigureHead(indicator='Notes', unit=None, is_known=False))
    """
    if heading.strip().casefold() == _TRADE_VALUE:
        return FigureHead(TRADE, TRADE_UNIT, is_known=True)
    if heading.strip().casefold() == _TRADE_GROWTH:
        return FigureHead(TRADE, GROWTH, is_known=True)
    match = _STATED.fullmatch(heading.strip())
    name, unit = (match[1], match[2]) if match else (heading.strip(), None)
    growth = _GROWTH_END.fullmatch(name.casefold())
    if growth and unit in (None, "%", "％", "percent"):
        indicator = indicator_named(name[: len(growth[1])])
        return FigureHead(indicator, GROWTH, indicator in INDICATOR_HEADS)
    indicator = indicator_named(name)
    return FigureHead(indicator, unit, indicator in INDICATOR_HEADS)


def indicator_named(written: str) -> str:
    """Return the program's word for an indicator, or the word that is written.

    >>> indicator_named("税收"), indicator_named("Foreign trade"), indicator_named("Umsatz")
    ('tax', 'trade', 'Umsatz')
    """
    plain = " ".join(written.split()).casefold()
    for code, names in INDICATOR_HEADS.items():
        if plain in {code, code.replace("_", " ")} or plain in names:
            return code
    return written.strip()


def year_of(period: str) -> float:
    """Return the full year, or that of the month, of a period; NaN if it is another.

    >>> [year_of(period) for period in ("2023", "2023/24", "2023M06", "2023H1", "2015/2023")]
    [2023.0, 2023.0, 2023.0, nan, nan]
    """
    match = _FULL_YEAR.fullmatch(period) or MONTH.fullmatch(period)
    return float(match[1]) if match else np.nan


def indicator_label(indicator: str) -> Message:
    """Return the name of an indicator for readers: a plan's own is its own name."""
    if indicator in INDICATOR_HEADS:
        return Message(f"performance-{indicator.replace('_', '-')}")
    return Message("performance-own", name=indicator)


def unit_label(unit: str) -> Message:
    """Return the name of a unit for readers; what stands after an underscore is in brackets.

    >>> str(unit_label("EUR")), str(unit_label("CNY_cooperation_zone"))
    ('EUR', 'CNY (cooperation zone)')
    """
    base, _, scope = unit.partition("_")
    if base == "percent" and scope:
        text = f"% {scope.replace('_', ' ')}"
    else:
        text = f"{base} ({scope.replace('_', ' ')})" if scope else base
    return Message("performance-unit", unit=unit, text=text)


def is_growth(table: pd.DataFrame) -> Bools:
    """Return which rows are growth over the year before."""
    growth: Bools = (table["unit"] == GROWTH).to_numpy(bool)
    return growth


def of_trade(trade: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of an earlier plan's table `trade`, which has value and growth in columns.

    A row with neither says that trade is known and its value is not: it has one row without value.

    >>> trade = pd.DataFrame({"ftz_id": ["F"], "period": ["2024"], "trade_value_cny": [1e9],
    ...     "growth_pct": [2.5], "source": ["press"], "verified": [True]})
    >>> of_trade(trade)[["indicator", "value", "unit"]].values.tolist()
    [['trade', 1000000000.0, 'CNY'], ['trade', 2.5, 'percent_yoy']]
    """
    facts = trade[["ftz_id", "period", "source", "verified"]]
    value, growth = trade[_TRADE_VALUE].to_numpy(float), trade[_TRADE_GROWTH].to_numpy(float)
    stated = ~np.isnan(value) | np.isnan(growth)
    rows = pd.concat(
        [
            facts[stated].assign(value=value[stated], unit=TRADE_UNIT),
            facts[~np.isnan(growth)].assign(value=growth[~np.isnan(growth)], unit=GROWTH),
        ]
    ).sort_index(kind="stable")
    rows = rows.assign(zone_id=None, indicator=TRADE).reset_index(drop=True)
    return pd.DataFrame({name: rows[name] for name in _COLUMNS})


class DisputedFigure(NamedTuple):
    """Figures of one place, indicator, period and unit that differ: their rows, from 0."""

    place: str
    indicator: str
    period: str
    rows: tuple[int, ...]


def conflicts(table: pd.DataFrame) -> Iterator[DisputedFigure]:
    """Yield the figures that differ from each other.

    >>> table = pd.DataFrame({"ftz_id": ["F", "F"], "zone_id": [None, None],
    ...     "indicator": "trade", "period": "2024", "unit": "CNY", "value": [1.0, 2.0]})
    >>> [one.rows for one in conflicts(table)]
    [(0, 1)]
    """
    known = table.reset_index(drop=True).dropna(subset="value")
    place = known["zone_id"].where(known["zone_id"].notna(), known["ftz_id"])
    keys = [place.fillna(""), known["indicator"], known["period"], known["unit"].fillna("")]
    for (where, indicator, period, _), rows in known.groupby(keys, sort=False):
        if len(set(rows["value"])) > 1:
            yield DisputedFigure(
                str(where), str(indicator), str(period), tuple(map(int, rows.index))
            )
