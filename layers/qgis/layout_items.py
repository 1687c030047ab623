"""The items of a print layout: maps, texts, legend, scale bar and north arrow, as QGIS's XML."""

import uuid
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from layers.palette import COLOURS
from layers.qgis.labels import LabelLook, text_style
from layers.qgis.map_layers import MapLayer
from layers.qgis.print_maps import Frame, PrintMap
from layers.qgis.symbols import colour, fill, symbol
from layers.qgis.xml import XmlValue, element, expressions, reference, text_element

_MAP, _LEGEND, _SCALE_BAR, _LABEL, _PAGE, _PICTURE = 65639, 65642, 65646, 65641, 65638, 65640
"""QGIS's item types."""

PAGE_MM = (420.0, 297.0)
"""A3 landscape."""

BREAK = "|"
"""The character at which a legend wraps lines."""

_SEGMENT_WIDTH = "dataDefinedScalebarSegmentWidth"
_ROUND_KM = (  # four of them make 4 to 7 cm at the scale of the map `map`
    "with_variable('most', map_get(item_variables('map'), 'map_scale') * 17.5e-6, "
    "with_variable('power', 10 ^ floor(log10(@most)), "
    "@power * if(@most >= 5 * @power, 5, if(@most >= 2 * @power, 2, 1))))"
)
_PLAIN = "singleSymbol"
_MOST_IN_COLUMN = 24  # entries of a layer in a legend
_NORTH = ":/images/north_arrows/layout_default_north_arrow.svg"  # built into QGIS


class Items:
    """The items of one layout; their ids are derived from its name.

    `ground` is the colour beneath all that its maps show.
    """

    def __init__(self, name: str, ground: str) -> None:
        self._name, self._ground = name, ground
        self._count = 0

    def _id(self, part: str) -> str:
        return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"zonewright:{self._name}:{part}")) + "}"

    def _item(
        self, kind: int, part: str, frame: Frame, more: dict[str, XmlValue], *children: Element
    ) -> Element:
        self._count += 1
        place = f"{frame.x:g},{frame.y:g},mm"
        attributes: dict[str, XmlValue] = {
            "type": kind,
            "id": part,
            "uuid": self._id(part),
            "templateUuid": self._id(part),
            "position": place,
            "positionOnPage": place,
            "size": f"{frame.width:g},{frame.height:g},mm",
            "referencePoint": 0,
            "zValue": self._count,
            "visibility": 1,
            "opacity": 1,
            "frame": "false",
            "background": "false",
            "outlineWidthM": "0.2,mm",
        }
        return element("LayoutItem", attributes | more, *children)

    def page(self) -> Element:
        """Return the page."""
        return self._item(
            _PAGE,
            "page",
            Frame(0, 0, *PAGE_MM),
            {"background": "true", "zValue": 0},
            paper(),
        )

    def label(self, part: str, text: str, frame: Frame, look: LabelLook) -> Element:
        """Return a text, in which QGIS evaluates `[% … %]`; it is wrapped to fit the frame."""
        more: dict[str, XmlValue] = {
            "labelText": text,
            "htmlState": 0,
            "halign": 1,
            "valign": 64 if part == "notes" else 32,
            "marginX": 0,
            "marginY": 0,
        }
        return self._item(_LABEL, part, frame, more, text_style(look))

    def map(
        self,
        part: str,
        shown: PrintMap,
        content: str | Sequence[MapLayer],
        *,
        turned: str = "",
        marks: str = "",
    ) -> Element:
        """Return a map of a theme, or of some layers without their labels.

        With `turned`, an expression in degrees, it follows the atlas and is rotated by it; the
        extent of the map named `marks` is drawn in it.
        """
        theme = content if isinstance(content, str) else ""
        layers = () if isinstance(content, str) else content
        more: dict[str, XmlValue] = {
            "followPreset": "true" if theme else "false",
            "followPresetName": theme,
            "keepLayerSet": "false" if theme else "true",
            "mapRotation": 0,
            "mapFlags": 0,
            "labelMargin": "1,mm",
            "frame": "true",
            "background": "true",
            "drawCanvasItems": "false",
        }
        names = ("xmin", "ymin", "xmax", "ymax")
        children = [
            _rgb("FrameColor", COLOURS["outline"]),
            _rgb("BackgroundColor", self._ground),
            element("Extent", dict(zip(names, shown.bounds, strict=True))),
            element("crs", None, reference(shown.projection.crs)),
            element("LayerSet", None, *map(_in_set, layers)),
        ]
        if turned:
            paged = {"atlasDriven": 1, "scalingMode": 2, "margin": 0.35}
            children.append(element("AtlasMap", paged))
            rotation = expressions("dataDefinedProperties", {"dataDefinedMapRotation": turned})
            children.append(element("LayoutObject", None, rotation))
        if marks:
            children.append(self._mark(marks))
        return self._item(_MAP, part, shown.frame, more, *children)

    def _mark(self, part: str) -> Element:
        """Return the overview of another map's extent; only its outline if it is tiny."""
        attributes: dict[str, XmlValue] = {
            "show": "true",
            "name": part,
            "uuid": self._id(f"extent of {part}"),
            "frameMap": self._id(part),
            "blendMode": 0,
            "inverted": 0,
            "centered": 0,
            "position": 3,
        }
        accent = COLOURS["accent"]
        box = symbol("fill", fill(colour(accent, 0.15), colour(accent), 0.8), name="")
        return element("ComposerMapOverview", attributes, box)

    def north_arrow(self, map_part: str, frame: Frame) -> Element:
        """Return the arrow to a map's true north."""
        more: dict[str, XmlValue] = {
            "file": _NORTH,
            "mode": 0,
            "mapUuid": self._id(map_part),
            "northMode": 1,
            "northOffset": 0,
            "resizeMode": 0,
            "anchorPoint": 4,
            "pictureRotation": 0,
            "svgBorderWidth": 0.2,
            "svgFillColor": colour(COLOURS["ink"]),
            "svgBorderColor": colour(COLOURS["ink"]),
        }
        return self._item(_PICTURE, "north arrow", frame, more)

    def legend(
        self, layers: Sequence[MapLayer], words: tuple[str, str], frame: Frame, *, filtered: bool
    ) -> Element:
        """Return the legend of layers; if `filtered`, only of what the map `map` shows.

        `words` are its title, and that of the group of layers with one symbol each.
        """
        title, others = words
        plain = [it for it in layers if it.style and it.style.renderer.get("type") == _PLAIN]
        titled = [it for it in layers if it not in plain]
        looks_of = [layer.style.renderer for layer in layers if layer.style]
        longest = max((len([*one.iter("category")]) for one in looks_of), default=0)
        more: dict[str, XmlValue] = {
            "title": title,
            "wrapChar": BREAK,
            "map_uuid": self._id("map"),
            "legendFilterByMap": int(filtered),
            "columnCount": 2,
            "splitLayer": int(longest > _MOST_IN_COLUMN),
            "equalColumnWidth": 0,
            "columnSpace": 1.5,
            "boxSpace": 0,
            "symbolWidth": 4.2,
            "symbolHeight": 3.2,
            "resizeToContents": 0,
            "titleAlignment": 1,
            "symbolAlignment": 1,
        }
        looks: dict[str, tuple[LabelLook, dict[str, XmlValue]]] = {
            "title": (LabelLook(12, bold=True), {"marginBottom": 2}),
            "group": (LabelLook(8.5, bold=True), {"marginTop": 3}),
            "subgroup": (LabelLook(8.5, bold=True), {"marginTop": 3}),
            "symbol": (LabelLook(6.8), {"marginTop": 0.9}),
            "symbolLabel": (LabelLook(6.8), {"marginTop": 0.9, "marginLeft": 1.2}),
        }
        styles = [
            element("style", margins | {"name": name, "alignment": 1}, text_style(look))
            for name, (look, margins) in looks.items()
        ]
        return self._item(
            _LEGEND,
            "legend",
            frame,
            more,
            element("styles", None, *styles),
            element("layer-tree-group", None, *map(_explained, titled), *_others(plain, others)),
        )

    def scale_bar(self, shown: PrintMap, frame: Frame, *, fitted: bool = False) -> Element:
        """Return the scale bar of the map `map`, in four parts of a round length.

        It is correct at the map's middle. QGIS would measure the width of the map at its lower
        edge, where the scale of a map of a country differs. So a bar is in map units; one that is
        `fitted` to the pages of an atlas, with small maps, is left to QGIS.
        """
        per_km = 1.0 if fitted else shown.per_ground_km
        more: dict[str, XmlValue] = {
            "mapUuid": self._id("map"),
            "style": "Single Box",
            "unitType": "km" if fitted else "<unknown>",
            "method": "HorizontalMiddle",
            "unitLabel": "km",
            "numMapUnitsPerScaleBarUnit": per_km,
            "numUnitsPerSegment": shown.unit_km * per_km,
            "numSegments": 4,
            "numSegmentsLeft": 0,
            "height": 2,
            "labelBarSpace": 1.5,
            "boxContentSpace": 0,
            "segmentSizeMode": 0,
            "lineJoinStyle": "miter",
            "lineCapStyle": "square",
            "outlineWidth": 0.2,
            "alignment": 0,
        }
        children = [text_style(LabelLook(8))]
        if fitted:
            width = expressions("dataDefinedProperties", {_SEGMENT_WIDTH: _ROUND_KM})
            children.append(element("LayoutObject", None, width))
        return self._item(_SCALE_BAR, "scale bar", frame, more, *children)


def _explained(layer: MapLayer) -> Element:
    """Return a layer of the legend; a long title has two lines, one per language."""
    words, words_zh = layer.words
    long = layer.chinese and len(layer.title) >= 28
    title = f"{words_zh}{BREAK}{words}" if long else layer.title
    label = {"name": "legend/title-label", "value": title, "type": "QString"}
    return element(
        "layer-tree-layer",
        {"id": layer.id, "name": layer.title, "providerKey": "ogr", "checked": "Qt::Checked"},
        element(
            "customproperties",
            None,
            element("Option", {"type": "Map"}, element("Option", label)),
        ),
    )


def _others(layers: Sequence[MapLayer], title: str) -> list[Element]:
    """Return layers with one symbol each as a group, so that none seems to belong to another."""
    if not layers:
        return []
    return [element("layer-tree-group", {"name": title}, *map(_explained, layers))]


def _in_set(layer: MapLayer) -> Element:
    """Return a layer of a map's layer set."""
    return text_element("Layer", layer.id, {"name": layer.title, "provider": "ogr"})


def paper() -> Element:
    """Return the background of a page."""
    return symbol("fill", fill(colour("#ffffff")), name="")


def _rgb(tag: str, hex_text: str) -> Element:
    red, green, blue = (int(hex_text[at : at + 2], 16) for at in (1, 3, 5))
    return element(tag, {"red": red, "green": green, "blue": blue, "alpha": 255})
