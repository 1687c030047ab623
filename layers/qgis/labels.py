"""Text and labels: one font family, a halo, and rules for the scales of labels."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from layers.palette import COLOURS
from layers.qgis.symbols import colour, fill, symbol
from layers.qgis.xml import XmlValue, element, expressions, literal, options, settings

_FONT = "Noto Sans CJK SC"
_INSTEAD = ("Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei")


class LabelLook(NamedTuple):
    """The style of a text: its size in points, its colour, whether bold, whether with a halo.

    With a `plate` it is legible on hatched land.
    """

    size_pt: float
    ink: str = COLOURS["ink"]
    bold: bool = False
    halo_mm: float = 0.0
    plate: bool = False


class Label(NamedTuple):
    """A label rule for the features of a layer selected by `filter`, for a range of scales.

    `expression` gives the text. The scale is from 1:`largest` to 1:`smallest`. With `anchor`, a
    point expression, labels are placed beside that point; without, inside the polygon or beside
    the feature. An `obstacle` is not drawn: other labels avoid the polygon of its `anchor`.
    If the expression `dark` is true, the text is light with a dark halo, for a dark ground. One
    that is `always` shown lies on others where it has no room; one that is `over` its anchor is on
    that point or left out.
    """

    expression: str
    look: LabelLook
    largest: float = 0
    smallest: float = 0
    filter: str = ""
    anchor: str = ""
    priority: int = 5
    obstacle: bool = False
    dark: str = ""
    always: bool = False
    over: bool = False


def text_style(look: LabelLook, expression: str = "") -> Element:
    """Return a text style, with fallback fonts that support Chinese."""
    text = settings("text") | {
        "fontFamily": _FONT,
        "fontSize": look.size_pt,
        "fontWeight": 75 if look.bold else 50,
        "namedStyle": "Bold" if look.bold else "Regular",
        "textColor": colour(look.ink),
        "fieldName": expression,
    }
    halo = settings("halo") | {
        "bufferDraw": look.halo_mm > 0,
        "bufferSize": look.halo_mm,
        "bufferColor": colour(COLOURS["halo"]),
    }
    families = [element("family", {"name": name}) for name in (_FONT, *_INSTEAD)]
    return element(
        "text-style",
        text,
        element("families", None, *families),
        element("text-buffer", halo),
        *([_plate()] if look.plate else []),
    )


def _plate() -> Element:
    """Return the background of a text: a plain rectangle with a thin edge, a little larger."""
    ground = fill(colour(COLOURS["halo"]), colour(COLOURS["ink-2"]), 0.1)
    return element("background", settings("plate"), symbol("fill", ground, name="fillSymbol"))


def labelling(labels: Sequence[Label]) -> Element:
    """Return rule-based labels; if two collide, the one of lower priority is omitted."""
    rules = []
    for number, label in enumerate(labels, 1):
        attributes: dict[str, XmlValue] = {"key": f"rule-{number}", "description": f"{number}"}
        if label.filter:
            attributes["filter"] = label.filter
        if label.largest:
            attributes["scalemindenom"] = label.largest
        if label.smallest:
            attributes["scalemaxdenom"] = label.smallest
        rules.append(element("rule", attributes, _settings(label)))
    return element("labeling", {"type": "rule-based"}, element("rules", {"key": "rules"}, *rules))


def _settings(label: Label) -> Element:
    beside_a_point = label.anchor and not label.obstacle
    placement = settings("placement") | {
        "placement": 1 if label.over else 6 if beside_a_point else 4,  # over, in order; else level
        "dist": 1.6 if label.anchor and not label.over else 0,
        "geometryGeneratorEnabled": bool(label.anchor),
        "geometryGenerator": label.anchor,
        "geometryGeneratorType": "PolygonGeometry" if label.obstacle else "PointGeometry",
        "priority": label.priority,
        **({"overlapHandling": "AllowOverlapIfRequired"} if label.always else {}),
    }
    shown = settings("rendering") | {
        "drawLabels": not label.obstacle,
        "obstacleFactor": 0.5 if label.obstacle else 1,
        "obstacleType": 0 if label.obstacle else 1,  # the interior, or only the outline
        **({"displayAll": True} if label.always else {}),
    }
    light, halo = literal(COLOURS["halo"]), literal(COLOURS["ink"])
    on_dark = {
        "Color": f"if({label.dark}, {light}, {literal(label.look.ink)})",
        "BufferColor": f"if({label.dark}, {halo}, {light})",
    }
    return element(
        "settings",
        {"calloutType": "simple"},
        text_style(label.look, label.expression),
        element("text-format", {"multilineAlign": 3, "wrapChar": ""}),
        element("placement", placement),
        element("rendering", shown),
        *([expressions("dd_properties", on_dark)] if label.dark else []),
        element("callout", {"type": "simple"}, options({"enabled": "0"})),
    )
