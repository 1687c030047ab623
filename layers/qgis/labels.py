"""Text and labels: one font family, a halo, and rules for the scales of labels."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from layers.palette import COLOURS
from layers.qgis.symbols import colour, fill, symbol
from layers.qgis.xml import XmlValue, element, expressions, literal, options

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
    If the expression `dark` is true, the text is light with a dark halo, for a dark ground.
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


def text_style(look: LabelLook, expression: str = "") -> Element:
    """Return a text style, with fallback fonts that support Chinese."""
    attributes: dict[str, XmlValue] = {
        "fontFamily": _FONT,
        "fontSize": look.size_pt,
        "fontSizeUnit": "Point",
        "fontWeight": 75 if look.bold else 50,
        "namedStyle": "Bold" if look.bold else "Regular",
        "textColor": colour(look.ink),
        "textOpacity": 1,
        "multilineHeight": 1,
        "multilineHeightUnit": "Percentage",
        "fieldName": expression,
        "isExpression": 1,
    }
    halo: dict[str, XmlValue] = {
        "bufferDraw": look.halo_mm > 0,
        "bufferSize": look.halo_mm,
        "bufferSizeUnits": "MM",
        "bufferColor": colour(COLOURS["halo"]),
        "bufferOpacity": 0.9,
        "bufferNoFill": 1,
        "bufferJoinStyle": 128,
    }
    families = [element("family", {"name": name}) for name in (_FONT, *_INSTEAD)]
    return element(
        "text-style",
        attributes,
        element("families", None, *families),
        element("text-buffer", halo),
        *([_plate()] if look.plate else []),
    )


def _plate() -> Element:
    """Return the background of a text: a plain rectangle with a thin edge, a little larger."""
    attributes: dict[str, XmlValue] = {
        "shapeDraw": 1,
        "shapeType": 0,  # a rectangle
        "shapeSizeType": 0,  # as large as the text, and
        "shapeSizeX": 0.6,
        "shapeSizeY": 0.1,
        "shapeSizeUnit": "MM",
        "shapeRotationType": 0,
        "shapeOpacity": 1,
    }
    ground = fill(colour(COLOURS["halo"]), colour(COLOURS["ink-2"]), 0.1)
    return element("background", attributes, symbol("fill", ground, name="fillSymbol"))


def labelling(labels: Sequence[Label]) -> Element:
    """Return rule-based labels; if two collide, the one of lower priority is left out."""
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
    placement: dict[str, XmlValue] = {
        "placement": 6
        if label.anchor and not label.obstacle
        else 4,  # beside a point, in order; else level
        "predefinedPositionOrder": "R,L,TSR,BSR,TR,TL,BR,BL,TSL,BSL",
        "dist": 1.6 if label.anchor else 0,
        "distUnits": "MM",
        "polygonPlacementFlags": 3,  # inside, or else outside
        "geometryGeneratorEnabled": bool(label.anchor),
        "geometryGenerator": label.anchor,
        "geometryGeneratorType": "PolygonGeometry" if label.obstacle else "PointGeometry",
        "priority": label.priority,
        "overlapHandling": "PreventOverlap",
    }
    shown: dict[str, XmlValue] = {
        "drawLabels": not label.obstacle,
        "obstacle": 1,
        "obstacleFactor": 0.5 if label.obstacle else 1,
        "obstacleType": 0 if label.obstacle else 1,  # what is inside, or the outline alone
        "maxNumLabels": 2000,
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
