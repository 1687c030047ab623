"""Symbols (fills, lines, patterns and markers) and what draws by them, as QGIS's XML.

Sizes are in millimetres on paper or screen, colours `#rrggbb`, opacity 0–1.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from layers.palette import Mark
from layers.qgis.xml import XmlValue, element, expressions, literal_text, options, settings


def colour(hex_text: str, opacity: float = 1.0) -> str:
    """Return a colour in QGIS's format: red, green, blue and opacity, each 0–255.

    >>> colour("#ff0080", 0.5)
    '255,0,128,128'
    """
    red, green, blue = (int(hex_text[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def symbol(kind: str, *layers: Element, name: str = "0") -> Element:
    """Return a symbol of kind fill, line or marker; with layers drawn from bottom to top."""
    return element("symbol", settings("symbol") | {"type": kind, "name": name}, *layers)


def _layer(
    kind: str,
    given: Mapping[str, XmlValue],
    defined: Mapping[str, str] | None = None,
    inner: Element | None = None,
) -> Element:
    children = [options(given)]
    if defined:
        children.append(expressions("data_defined_properties", defined))
    if inner is not None:
        children.append(inner)
    return element("layer", settings("symbol_layer") | {"class": kind}, *children)


def fill(
    inside: str | None,
    outline: str | None = None,
    width: float = 0.2,
    style: str = "solid",
    defined: Mapping[str, str] | None = None,
) -> Element:
    """Return a plain fill; None as a colour draws nothing; `style` is that of the outline."""
    own: dict[str, XmlValue] = {
        "color": inside or "0,0,0,0",
        "style": "solid" if inside else "no",
        "outline_color": outline or "0,0,0,0",
        "outline_style": style if outline else "no",
        "outline_width": width,
    }
    return _layer("SimpleFill", settings("fill") | own, defined)


def stroke(
    line: str,
    width: float,
    dashes: Sequence[float] = (),
    defined: Mapping[str, str] | None = None,
) -> Element:
    """Return a line, solid or of dashes: their lengths, and those of the gaps after them."""
    own: dict[str, XmlValue] = {
        "line_color": line,
        "line_width": width,
        "use_custom_dash": bool(dashes),
        "customdash": ";".join(f"{length:g}" for length in dashes) or "5;2",
    }
    return _layer("SimpleLine", settings("stroke") | own, defined)


def hatching(line: str, distance: float, width: float, angle_deg: float = 45) -> Element:
    """Return parallel lines across a fill."""
    own = {"angle": angle_deg, "distance": distance, "line_width": width}
    inner = symbol("line", stroke(line, width), name="@0@0")
    return _layer("LinePatternFill", settings("hatching") | own, inner=inner)


def marker(
    shape: str,
    inside: str,
    size: float,
    edge: tuple[str, float] | None = None,
    defined: Mapping[str, str] | None = None,
) -> Element:
    """Return a marker of one of QGIS's built-in shapes; `edge` is its colour and width."""
    own: dict[str, XmlValue] = {
        "name": shape,
        "color": inside,
        "size": size,
        "outline_color": edge[0] if edge else "0,0,0,0",
        "outline_style": "solid" if edge else "no",
        "outline_width": edge[1] if edge else 0,
    }
    return _layer("SimpleMarker", settings("marker") | own, defined)


def at_centre(inner: Element, scale_above: float) -> Element:
    """Return a marker at the centre of a polygon's largest part, at scales smaller than 1:scale.

    It makes tiny polygons visible; at larger scales the outline is enough.
    """
    shown = {"enabled": f"coalesce(@map_scale, 0) > {scale_above:.0f}"}
    dot = symbol("marker", inner, name="@0@1")
    return _layer("CentroidFill", settings("at_centre"), shown, dot)


def drawn(mark: Mark, size: str, *, in_line: bool = False) -> Element:
    """Return a marker with a mark's path; `size` is an expression, mm.

    A mark `in_line` is drawn on a disc; any other is filled, with a thin dark edge.
    """
    image = base64.b64encode(_svg(mark, in_line=in_line).encode()).decode()
    return _layer("SvgMarker", settings("drawn") | {"name": f"base64:{image}"}, {"size": size})


def _svg(mark: Mark, *, in_line: bool) -> str:
    """Return a mark as a small SVG document, with a margin for its edge."""
    if in_line:
        look = f'fill="none" stroke="{mark.colour}" stroke-width="1.4" stroke-linecap="round"'
        disc = f'<circle cx="8" cy="8" r="8" fill="#fdfcf8" stroke="{mark.colour}"/>'
    else:
        look = f'fill="{mark.colour}" stroke="#1f2729" stroke-width="1" stroke-linejoin="round"'
        disc = ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="-1 -1 18 18">'
        f'{disc}<path {look} d="{mark.path}"/></svg>'
    )


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
    values = [{"value": "" if it.value is None else it.value, "type": "string"} for it in classes]
    return _by_classes("categorizedSymbol", {"attr": column}, "category", classes, values)


def graduated(expression: str, classes: Sequence[Class]) -> Element:
    """Return a renderer by classes of a figure."""
    bounds = [{"lower": one.bounds[0], "upper": one.bounds[1]} for one in classes]
    how = {"attr": expression, "graduatedMethod": "GraduatedColor"}
    return _by_classes("graduatedSymbol", how, "range", classes, bounds)


def _by_classes(
    kind: str,
    how: Mapping[str, XmlValue],
    tag: str,
    classes: Sequence[Class],
    which: Sequence[Mapping[str, XmlValue]],
) -> Element:
    """Return a renderer with a row for each class; `which` has the condition of each class."""
    rows = []
    for number, (one, own) in enumerate(zip(classes, which, strict=True)):
        shown: dict[str, XmlValue] = {"label": literal_text(one.label), "render": "true"}
        rows.append(element(tag, {"symbol": number, **own, **shown, "uuid": number}))
    whole = element({"category": "categories", "range": "ranges"}[tag], None, *rows)
    return _renderer(kind, {**how}, [one.symbol for one in classes], whole)


def _renderer(
    kind: str, how: dict[str, XmlValue], symbols: list[Element], *parts: Element
) -> Element:
    for number, symbol in enumerate(symbols):
        symbol.set("name", str(number))
    always: dict[str, XmlValue] = {"type": kind, "enableorderby": 0, "forceraster": 0}
    return element(
        "renderer-v2",
        always | how | {"symbollevels": 0},
        *parts,
        element("symbols", None, *symbols),
    )
