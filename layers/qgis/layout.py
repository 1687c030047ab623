"""The print layout of a theme: an A3 page with title, map, legend, scale, sources and notes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from layers.column_types import is_missing
from layers.palette import COLOURS
from layers.qgis.labels import Look, text_style
from layers.qgis.symbols import colour, fill, symbol
from layers.qgis.xml import element, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from layers.qgis.map_layers import MapLayer
    from layers.qgis.themes import MapContents, Theme
    from layers.qgis.xml import Value

_MAP, _LEGEND, _SCALE_BAR, _LABEL, _PAGE = 65639, 65642, 65646, 65641, 65638  # QGIS's item types
_WIDTH, _HEIGHT, _MARGIN = 420.0, 297.0, 12.0  # mm, A3 across
_INK_2 = COLOURS["ink-2"]
_BREAK = "|"  # where a legend begins a new line
_DRAFT = "Working draft, not reviewed for publication. 工作草图，地图未经审核，不得公开出版。"
_SOURCES = ("regions", "demand", "clusters", "gateways")


class Frame(NamedTuple):
    """Where an item stands on the page, in mm from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


_MAP_FRAME = Frame(_MARGIN, 30, 300, 255)
_SIDE = Frame(316, 30, 98, 255)


@dataclass(frozen=True)
class Page:
    """What every layout of a project shares: the map's extent, the notes, the scale bar's unit."""

    contents: MapContents

    @property
    def extent(self) -> dict[str, Value]:
        """Return the map's extent: the plan's, widened to the shape of the frame."""
        west, south, east, north = self.contents.view.bounds
        width, height = (east - west) * 1.04, (north - south) * 1.04
        shape = _MAP_FRAME.width / _MAP_FRAME.height
        width, height = max(width, height * shape), max(height, width / shape)
        x, y = (west + east) / 2, (south + north) / 2
        return {
            "xmin": x - width / 2,
            "ymin": y - height / 2,
            "xmax": x + width / 2,
            "ymax": y + height / 2,
        }

    @property
    def unit_km(self) -> float:
        """Return a round length of which four make about a fifth of the map's width."""
        extent = self.extent
        span = float(extent["xmax"]) - float(extent["xmin"])
        aimed = span * self.contents.view.unit_km / 20
        steps = [step * 10.0**power for power in range(-3, 4) for step in (1, 2, 5)]
        return max((step for step in steps if step <= aimed), default=0.001)

    @property
    def notes(self) -> str:
        """Return what the map is, what it is not, and where its data are from."""
        zones = next(s.frame for s in self.contents.layers if s.name == "zones")
        terms = self.contents.legend.terms
        lines = [terms.notes(zones)] if terms.notes(zones) else []
        if terms.review is not None:
            lines.append(_DRAFT)
        sources = list(dict.fromkeys(filter(None, map(self._source, _SOURCES))))
        if sources:
            head = "Sources 来源" if self.contents.legend.chinese else "Sources"
            lines.append(f"{head}: {'; '.join(sources)}.")
        where = "Every row carries its source in the column source."
        crs_head = "CRS"
        if self.contents.legend.chinese:
            where, crs_head = f"{where} 每行数据的来源见 source 字段。", "CRS 坐标系"
        authority = self.contents.crs.to_authority()
        crs = self.contents.crs.name + (f" ({':'.join(authority)})" if authority else "")
        return "\n".join([*lines, f"{where} {crs_head}: {crs}."])

    def _source(self, name: str) -> str | None:
        """Return the source that most rows of a layer name."""
        frame = next((s.frame for s in self.contents.layers if s.name == name), None)
        if frame is None or "source" not in frame:
            return None
        known = [str(source) for source in frame["source"] if not is_missing(source)]
        counts = {source: known.count(source) for source in dict.fromkeys(known)}
        most = max(counts, key=lambda source: counts[source], default=None)
        return most if most and counts[most] > len(frame) / 2 else None


def layout(page: Page, theme: Theme) -> Element:
    """Return the layout of a theme; it bears the theme's name."""
    item = _Items(theme.name)
    name, title = page.contents.title, Look(_title_size_pt(theme.title), bold=True)
    items = [
        item.label("title", theme.title, Frame(_MARGIN, 8, 396, 12), title),
        item.label(
            "subtitle", _tinted(page, theme), Frame(_MARGIN, 20, 300, 7), Look(10.5, _INK_2)
        ),
        item.label("plan", name, Frame(_SIDE.x, 20, _SIDE.width, 7), Look(10.5, _INK_2)),
        item.map(page),
        item.legend(_entries(page, theme), page.contents.label("Legend", "图例")),
        item.scale_bar(page),
        item.label("notes", page.notes, Frame(_SIDE.x, 222, _SIDE.width, 63), Look(7.5, _INK_2)),
    ]
    return element(
        "Layout",
        {"name": theme.name, "units": "mm", "printResolution": 300, "worldFileMap": ""},
        element("PageCollection", None, _paper(), item.page()),
        *items,
    )


def _regions(page: Page) -> tuple[str, str]:
    """Return the tables that regions are drawn from: the finest's coverage, else the plan's own."""
    return f"coverage_{page.contents.legend.terms.finest.code}", "regions"


def _tinted(page: Page, theme: Theme) -> str:
    """Return what tints the regions of a theme."""
    parts = _regions(page)
    return next((s.title for s in theme.shown if s.table.part in parts), "")


def _entries(page: Page, theme: Theme) -> list[MapLayer]:
    """Return what the legend explains: what is seen on a map of the whole."""
    parts = ("violations", "changes", "zones", "clusters", *_regions(page))
    return [layer for part in parts for layer in theme.shown if layer.table.part == part]


class _Items:
    """The items of one layout; their ids come of its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def _id(self, part: str) -> str:
        return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"zonewright:{self._name}:{part}")) + "}"

    def _item(
        self, kind: int, part: str, frame: Frame, more: dict[str, Value], *children: Element
    ) -> Element:
        self._count += 1
        place = f"{frame.x:g},{frame.y:g},mm"
        attributes: dict[str, Value] = {
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
            Frame(0, 0, _WIDTH, _HEIGHT),
            {"background": "true", "zValue": 0},
            _paper(),
        )

    def label(self, part: str, text: str, frame: Frame, look: Look) -> Element:
        """Return a text; it is broken into lines to fit the frame's width."""
        more: dict[str, Value] = {
            "labelText": plain(text),
            "htmlState": 0,
            "halign": 1,
            "valign": 64 if part == "notes" else 32,
            "marginX": 0,
            "marginY": 0,
        }
        return self._item(_LABEL, part, frame, more, text_style(look))

    def map(self, page: Page) -> Element:
        """Return the map, which follows the theme."""
        more: dict[str, Value] = {
            "followPreset": "true",
            "followPresetName": self._name,
            "keepLayerSet": "false",
            "mapRotation": 0,
            "mapFlags": 0,
            "labelMargin": "1,mm",
            "frame": "true",
            "background": "true",
            "drawCanvasItems": "false",
        }
        return self._item(
            _MAP,
            "map",
            _MAP_FRAME,
            more,
            _rgb("FrameColor", COLOURS["outline"]),
            _rgb("BackgroundColor", COLOURS["sea"]),
            element("Extent", page.extent),
            element("LayerSet"),
        )

    def legend(self, layers: list[MapLayer], title: str) -> Element:
        """Return the legend of what the map shows."""
        more: dict[str, Value] = {
            "title": title,
            "wrapChar": _BREAK,
            "map_uuid": self._id("map"),
            "legendFilterByMap": 1,
            "columnCount": 2,
            "splitLayer": 1,
            "equalColumnWidth": 0,
            "columnSpace": 2,
            "boxSpace": 0,
            "symbolWidth": 5,
            "symbolHeight": 3.2,
            "resizeToContents": 0,
            "titleAlignment": 1,
            "symbolAlignment": 1,
        }
        looks: dict[str, tuple[Look, dict[str, Value]]] = {
            "title": (Look(12, bold=True), {"marginBottom": 2}),
            "group": (Look(9, bold=True), {"marginTop": 2}),
            "subgroup": (Look(8.5, bold=True), {"marginTop": 3}),
            "symbol": (Look(7.5), {"marginTop": 0.9}),
            "symbolLabel": (Look(7.5), {"marginTop": 0.9, "marginLeft": 1.5}),
        }
        styles = [
            element("style", margins | {"name": name, "alignment": 1}, text_style(look))
            for name, (look, margins) in looks.items()
        ]
        frame = Frame(_SIDE.x, _SIDE.y, _SIDE.width, 172)
        return self._item(
            _LEGEND,
            "legend",
            frame,
            more,
            element("styles", None, *styles),
            element("layer-tree-group", None, *map(_explained, layers)),
        )

    def scale_bar(self, page: Page) -> Element:
        """Return the scale bar; the map being in degrees, it holds at the middle of the map."""
        more: dict[str, Value] = {
            "mapUuid": self._id("map"),
            "style": "Single Box",
            "unitType": "km",
            "unitLabel": "km",
            "numMapUnitsPerScaleBarUnit": 1,
            "numUnitsPerSegment": page.unit_km,
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
        return self._item(
            _SCALE_BAR,
            "scale bar",
            Frame(_SIDE.x, 206, _SIDE.width, 12),
            more,
            text_style(Look(8)),
        )


def _explained(layer: MapLayer) -> Element:
    """Return a layer of the legend; a long title stands in two lines, one for each language."""
    words, words_zh = layer.words
    long = layer.chinese and len(layer.title) >= 28
    title = f"{words_zh}{_BREAK}{words}" if long else layer.title
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


def _title_size_pt(title: str) -> float:
    """Return a size at which a title fits in one line; a Chinese letter is twice as wide."""
    width = sum(1 if letter.isascii() else 2 for letter in title)
    return next((size for size, most in ((22, 84), (18, 104), (14, 134)) if width <= most), 11)


def _paper() -> Element:
    return symbol("fill", fill(colour("#ffffff")), name="")


def _rgb(tag: str, hex_text: str) -> Element:
    red, green, blue = (int(hex_text[at : at + 2], 16) for at in (1, 3, 5))
    return element(tag, {"red": red, "green": green, "blue": blue, "alpha": 255})
