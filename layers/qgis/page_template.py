"""The template of a printed page, `page.qpt`, and its places to fill in.

QGIS opens the template (Layout ▸ Add Items from Template) and saves it: where items are, their
fonts and colours are decided there. The code finds an item by its id and fills in its content; a
text or a map that nothing is written into is removed.
"""

import uuid
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from textwrap import wrap
from xml.etree.ElementTree import Element, parse

from layers.qgis.map_layers import MapLayer
from layers.qgis.print_maps import Frame, PrintMap
from layers.qgis.xml import XmlValue, element, expressions, reference, set_values, text_element

BREAK = "|"
"""The character at which a legend wraps lines."""

_PAGE = parse(Path(__file__).with_name("page.qpt")).getroot()  # noqa: S314  our own
_ITEMS = {str(one.get("id")): one for one in _PAGE.iter("LayoutItem")}
_LABEL, _MAP = "65641", "65639"  # QGIS's numbers of these types of items
_SEGMENT_WIDTH = "dataDefinedScalebarSegmentWidth"
_ROUND_KM = (  # four of them make 4 to 7 cm at the scale of the map `map`
    "with_variable('most', map_get(item_variables('map'), 'map_scale') * 17.5e-6, "
    "with_variable('power', 10 ^ floor(log10(@most)), "
    "@power * if(@most >= 5 * @power, 5, if(@most >= 2 * @power, 2, 1))))"
)
_PLAIN = "singleSymbol"
_LONGEST_LINE = 30  # letters of a title that fit in the width of a column
_MOST_IN_COLUMN = 24  # entries of a layer in a legend


def item_frame(part: str) -> Frame:
    """Return the place of an item on the template's page.

    >>> item_frame("map")
    Frame(x=12.0, y=30.0, width=300.0, height=255.0)
    """
    item = _ITEMS[part]
    x, y, width, height = (
        float(number)
        for name in ("position", "size")
        for number in item.attrib[name].split(",")[:2]
    )
    return Frame(x, y, width, height)


class PageTemplate:
    """A copy of the template whose places are filled in; the ids of its items follow its name.

    `ground` is the colour beneath all that its maps show.
    """

    def __init__(self, name: str, ground: str) -> None:
        self._name, self._ground = name, ground
        self._root = deepcopy(_PAGE)
        self._items = {str(one.get("id")): one for one in self._root.iter("LayoutItem")}
        self._filled: set[str] = set()
        self._root.set("name", name)
        self._rename()

    def _id(self, part: str) -> str:
        return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"zonewright:{self._name}:{part}")) + "}"

    def _rename(self) -> None:
        """Give all items ids of this page, also where others name them."""
        new = {str(item.get("uuid")): self._id(part) for part, item in self._items.items()}
        for mark in self._root.iter("ComposerMapOverview"):
            new[str(mark.get("uuid"))] = self._id(f"extent of {mark.get('name')}")
        for one in self._root.iter():
            one.attrib.update({key: new[it] for key, it in one.attrib.items() if it in new})

    def _place(self, part: str, frame: Frame) -> None:
        place = f"{frame.x:g},{frame.y:g},mm"
        size = f"{frame.width:g},{frame.height:g},mm"
        self._items[part].attrib.update(position=place, positionOnPage=place, size=size)

    def text(
        self, part: str, text: str, *, frame: Frame | None = None, size_pt: float | None = None
    ) -> None:
        """Write a text, in which QGIS evaluates `[% … %]`; it is wrapped to fit its frame."""
        item = self._items[part]
        set_values(item, {"labelText": text})
        if frame is not None:
            self._place(part, frame)
        if size_pt is not None:
            set_values(_child(item, "text-style"), {"fontSize": size_pt})
        self._filled.add(part)

    def map(
        self, part: str, shown: PrintMap, content: str | Sequence[MapLayer], turned: str = ""
    ) -> None:
        """Show a theme in a map, or some layers without their labels.

        With `turned`, an expression in degrees, it follows the atlas and is rotated by it.
        """
        item = self._items[part]
        theme = content if isinstance(content, str) else ""
        layers = () if isinstance(content, str) else content
        follows = {"followPreset": bool(theme), "keepLayerSet": not theme}
        set_values(item, {name: str(it).lower() for name, it in follows.items()})
        set_values(item, {"followPresetName": theme})
        red, green, blue = (int(self._ground[at : at + 2], 16) for at in (1, 3, 5))
        set_values(_child(item, "BackgroundColor"), {"red": red, "green": green, "blue": blue})
        names = ("xmin", "ymin", "xmax", "ymax")
        item.append(element("Extent", dict(zip(names, shown.bounds, strict=True))))
        item.append(element("crs", None, reference(shown.projection.crs)))
        item.append(element("LayerSet", None, *map(_in_set, layers)))
        if turned:
            item.append(element("AtlasMap", {"atlasDriven": 1, "scalingMode": 2, "margin": 0.35}))
            rotation = expressions("dataDefinedProperties", {"dataDefinedMapRotation": turned})
            item.append(element("LayoutObject", None, rotation))
        self._place(part, shown.frame)
        self._filled.add(part)

    def legend(
        self, layers: Sequence[MapLayer], words: tuple[str, str], *, height: float, filtered: bool
    ) -> None:
        """Explain layers in the legend, of some height; if `filtered`, only those on the map `map`.

        `words` are its title, and that of the group of layers with one symbol each.
        """
        title, others = words
        plain = [it for it in layers if it.style and it.style.renderer.get("type") == _PLAIN]
        titled = [it for it in layers if it not in plain]
        looks_of = [layer.style.renderer for layer in layers if layer.style]
        longest = max((len([*one.iter("category")]) for one in looks_of), default=0)
        split = longest > _MOST_IN_COLUMN
        item = self._items["legend"]
        of_item: dict[str, XmlValue] = {"legendFilterByMap": filtered, "splitLayer": split}
        set_values(item, {"title": title, "wrapChar": BREAK} | of_item)
        group = _child(item, "layer-tree-group")
        group.extend([*map(_explained, titled), *_others(plain, others)])
        self._place("legend", item_frame("legend")._replace(height=height))

    def scale_bar(self, shown: PrintMap, *, fitted: bool = False) -> None:
        """Fit the scale bar to the map `map`: four parts of a round length.

        It is correct at the map's middle. QGIS would measure the width of the map at its lower
        edge, where the scale of a map of a country differs. So a bar is in map units; one that is
        `fitted` to the pages of an atlas, with small maps, is drawn by QGIS.
        """
        per_km = 1.0 if fitted else shown.per_ground_km
        unit = "km" if fitted else "<unknown>"
        item = self._items["scale bar"]
        lengths = {
            "numMapUnitsPerScaleBarUnit": per_km,
            "numUnitsPerSegment": shown.unit_km * per_km,
        }
        set_values(item, {"unitType": unit, **lengths})
        if fitted:
            width = expressions("dataDefinedProperties", {_SEGMENT_WIDTH: _ROUND_KM})
            item.append(element("LayoutObject", None, width))

    def layout(self, *further: Element) -> Element:
        """Return the layout with further elements, without the texts and maps left empty."""
        for part, item in self._items.items():
            if item.get("type") in (_LABEL, _MAP) and part not in self._filled:
                self._root.remove(item)
        self._root.extend(further)
        return self._root


def _child(item: Element, tag: str) -> Element:
    return next(item.iter(tag))


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
