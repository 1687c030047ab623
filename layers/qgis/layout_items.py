"""The items of a print layout: maps, texts, legend, scale bar and north arrow, as QGIS's XML."""

import uuid
from collections.abc import Sequence
from textwrap import wrap
from xml.etree.ElementTree import Element

from layers.palette import COLOURS
from layers.qgis.labels import LabelLook, text_style
from layers.qgis.map_layers import MapLayer
from layers.qgis.print_maps import Frame, PrintMap
from layers.qgis.symbols import colour, fill, symbol
from layers.qgis.xml import XmlValue, element, expressions, reference, settings, text_element

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
_LONGEST_LINE = 30  # letters of a title that fit in the width of a column
_MOST_IN_COLUMN = 24  # entries of a layer in a legend


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
        self, part: str, frame: Frame, more: dict[str, XmlValue], *children: Element
    ) -> Element:
        self._count += 1
        place = f"{frame.x:g},{frame.y:g},mm"
        own: dict[str, XmlValue] = {
            "id": part,
            "uuid": self._id(part),
            "templateUuid": self._id(part),
            "position": place,
            "positionOnPage": place,
            "size": f"{frame.width:g},{frame.height:g},mm",
            "zValue": self._count,
        }
        return element("LayoutItem", settings("item") | own | more, *children)

    def page(self) -> Element:
        """Return the page."""
        return self._item("page", Frame(0, 0, *PAGE_MM), settings("page"), paper())

    def label(self, part: str, text: str, frame: Frame, look: LabelLook) -> Element:
        """Return a text, in which QGIS evaluates `[% … %]`; it is wrapped to fit the frame."""
        more = settings("label") | {"labelText": text}
        if part == "notes":
            more["valign"] = 64  # at the foot
        return self._item(part, frame, more, text_style(look))

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
        more = settings("map") | {
            "followPreset": "true" if theme else "false",
            "followPresetName": theme,
            "keepLayerSet": "false" if theme else "true",
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
        return self._item(part, shown.frame, more, *children)

    def _mark(self, part: str) -> Element:
        """Return the overview of another map's extent; only its outline if it is tiny."""
        own: dict[str, XmlValue] = {
            "name": part,
            "uuid": self._id(f"extent of {part}"),
            "frameMap": self._id(part),
        }
        accent = COLOURS["accent"]
        box = symbol("fill", fill(colour(accent, 0.15), colour(accent), 0.8), name="")
        return element("ComposerMapOverview", settings("overview") | own, box)

    def north_arrow(self, map_part: str, frame: Frame) -> Element:
        """Return the arrow to a map's true north."""
        ink = colour(COLOURS["ink"])
        more = settings("north_arrow") | {"mapUuid": self._id(map_part)}
        more |= {"svgFillColor": ink, "svgBorderColor": ink}
        return self._item("north arrow", frame, more)

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
        more = settings("legend") | {
            "title": title,
            "wrapChar": BREAK,
            "map_uuid": self._id("map"),
            "legendFilterByMap": filtered,
            "splitLayer": longest > _MOST_IN_COLUMN,
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
        more = settings("scale_bar") | {
            "mapUuid": self._id("map"),
            "unitType": "km" if fitted else "<unknown>",
            "numMapUnitsPerScaleBarUnit": per_km,
            "numUnitsPerSegment": shown.unit_km * per_km,
        }
        children = [text_style(LabelLook(8))]
        if fitted:
            width = expressions("dataDefinedProperties", {_SEGMENT_WIDTH: _ROUND_KM})
            children.append(element("LayoutObject", None, width))
        return self._item("scale bar", frame, more, *children)


def _explained(layer: MapLayer) -> Element:
    """Return a layer of the legend; a long title has a line per language, or more."""
    words, words_zh = layer.words
    long = layer.chinese and len(layer.title) >= 28
    lines = (words_zh, words) if long else (layer.title,)
    title = BREAK.join(part for line in lines for part in wrap(line, _LONGEST_LINE))
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
