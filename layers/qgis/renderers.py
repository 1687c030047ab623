"""Renderers: the symbol of each feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from layers.qgis.xml import element, literal_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from layers.qgis.xml import XmlValue


class Class(NamedTuple):
    """A class of features: its label in the legend and its symbol.

    `value` is that of a category, None for all others; `bounds` are those of a graduated class,
    both inclusive; the first matching class applies.
    """

    label: str
    symbol: Element
    value: str | None = None
    bounds: tuple[float, float] = (0.0, 0.0)


def single(symbol: Element) -> Element:
    """Return a renderer with one symbol for all features."""
    return _renderer("singleSymbol", {}, [symbol])


def categorised(column: str, classes: Sequence[Class]) -> Element:
    """Return a renderer by the values of a column."""
    rows = [
        element(
            "category",
            {
                "symbol": number,
                "value": "" if one.value is None else one.value,
                "type": "string",
                "label": literal_text(one.label),
                "render": "true",
                "uuid": number,
            },
        )
        for number, one in enumerate(classes)
    ]
    return _renderer(
        "categorizedSymbol",
        {"attr": column},
        [one.symbol for one in classes],
        element("categories", None, *rows),
    )


def graduated(expression: str, classes: Sequence[Class]) -> Element:
    """Return a renderer by classes of a figure."""
    rows = [
        element(
            "range",
            {
                "symbol": number,
                "lower": one.bounds[0],
                "upper": one.bounds[1],
                "label": literal_text(one.label),
                "render": "true",
                "uuid": number,
            },
        )
        for number, one in enumerate(classes)
    ]
    settings: dict[str, XmlValue] = {
        "attr": expression,
        "graduatedMethod": "GraduatedColor",
    }
    return _renderer(
        "graduatedSymbol",
        settings,
        [one.symbol for one in classes],
        element("ranges", None, *rows),
    )


def _renderer(
    kind: str, settings: dict[str, XmlValue], symbols: list[Element], *parts: Element
) -> Element:
    for number, symbol in enumerate(symbols):
        symbol.set("name", str(number))
    always: dict[str, XmlValue] = {"type": kind, "enableorderby": 0, "forceraster": 0}
    return element(
        "renderer-v2",
        always | settings | {"symbollevels": 0},
        *parts,
        element("symbols", None, *symbols),
    )
