"""Figures: the columns of numbers in the tables of a measure, each declared beside its function.

A `Figure` is all that tables, terminal, report, workbook, QGIS and page need to show one; its label
in both languages is `figure-NAME` of `figure.ftl`.
"""

from collections.abc import Iterable
from math import floor, log10
from typing import NamedTuple

from layers.messages import Message

UNITS = {
    "km2": "km²",
    "km": "km",
    "pct": "%",
    "cny": "CNY",
    "hours": "h",
    "min": "min",
    "m": "m",
    "m2": "m²",
}
"""Units by the last word of a column's name."""

_COUNTED = {"population": "persons", "clusters": "count", "blocks": "count"}
_WHEN = ("_before", "_after", "_difference")
_AMOUNTS = ["covered", "sole", "uncovered", "line", "way", "over_counted", "entering", "leaving"]
_DISTANCES = ["mean_km", "mean_min", "median_km", "median_min", "p90_km", "p90_min", "gini"]


def name_and_unit(column: str) -> tuple[str, str]:
    """Return the name of a column without its unit, and the unit, "" if it has none.

    >>> name_and_unit("covered_area_km2_before"), name_and_unit("gini"), name_and_unit("population")
    (('covered_area_before', 'km²'), ('gini', ''), ('population', 'persons'))
    >>> name_and_unit("added_per_km2")
    ('added', '/km²')
    """
    when = next((end for end in _WHEN if column.endswith(end)), "")
    stem = column.removesuffix(when)
    name, _, last = stem.rpartition("_")
    if name.endswith("_per") and last in UNITS:
        return name.removesuffix("_per") + when, f"/{UNITS[last]}"
    if name and last in UNITS:
        return name + when, UNITS[last]
    return column, next((unit for word, unit in _COUNTED.items() if stem.endswith(word)), "")


class Figure(NamedTuple):
    """A figure: its column, whose name ends with its unit, and its number format for readers.

    `form` is such as `.2f`, `+.2f` for a difference, `.1%` for a share (0–1), or "" for a count.
    """

    name: str
    form: str = ""

    @property
    def unit(self) -> str:
        """Return its unit; % for a share, "" if it has none, or counts."""
        if self.form.endswith("%"):
            return UNITS["pct"]
        unit = name_and_unit(self.name)[1]
        return unit if unit not in _COUNTED.values() else ""

    @property
    def digits(self) -> int:
        """Return its decimals.

        >>> Figure("area_km2", "+.2f").digits, Figure("blocks").digits
        (2, 0)
        """
        return int(self.form.lstrip("+.").rstrip("f%") or 0)

    @property
    def label(self) -> Message:
        """Return its name for readers."""
        return Message(f"figure-{self.name.replace('_', '-')}")

    @property
    def head(self) -> Message:
        """Return its label with its unit, as the head of a column.

        >>> str(Figure("perimeter_km", ".1f").head)
        'Perimeter, km'
        """
        unit = self.unit
        return Message("figure-with-unit", figure=self.label, unit=unit) if unit else self.label


def figures(written: str) -> tuple[Figure, ...]:
    """Return figures by column and format, separated by spaces.

    >>> figures("clusters weight:.4g")
    (Figure(name='clusters', form=''), Figure(name='weight', form='.4g'))
    """
    return tuple(Figure(*one.split(":")) for one in written.split())


def decimals_of(amount: float) -> int:
    """Return the decimals with which an amount of any size is shown, for three digits at least.

    >>> [decimals_of(amount) for amount in (1234.5, 12.0, 12.25, -0.1925, 0.0)]
    [0, 0, 1, 3, 0]
    """
    size = abs(amount)
    return 0 if size >= 100 or float(size).is_integer() else min(2 - floor(log10(size)), 9)


def weight_label(column: str, weights: Iterable[str]) -> Message | None:
    """Return the name for readers of a column that has one of a plan's own weights, else None.

    Amounts are `jobs`, `covered_jobs` and so on, distances `jobs_mean_km`.

    >>> str(weight_label("covered_jobs", ["jobs"])), str(weight_label("jobs_p90_km", ["jobs"]))
    ('Covered jobs', 'Distance of 90 % of jobs')
    >>> weight_label("covered_population", ["jobs"])
    """
    for weight in weights:
        parts = {weight: "whole"} | {f"{part}_{weight}": part for part in _AMOUNTS}
        parts |= {f"{weight}_{part}": part for part in _DISTANCES}
        if column in parts:
            return Message("figure-of-weight", part=parts[column], weight=weight)
    return None
