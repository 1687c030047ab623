"""The layers of a map: each table of a file with its title, style and fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

import geopandas as gpd
import pandas as pd

from layers.palette import bilingual
from layers.qgis.fields import QgisField, configuration, fields_of
from layers.qgis.legend import MapLegend
from layers.qgis.styles import Style, style_of
from layers.qgis.xml import XmlValue, document, element, settings, text_element
from layers.schema.export_tables import CoveredColumn, ExportTable, covered_column, table_of
from layers.schema.layer_schema import LAYERS
from layers.schema.terms import Terms

TITLES = {
    "zones": ("Zones", "片区"),
    "clusters": ("Clusters by sector", "产业集群"),
    "demand": ("Demand", "需求点"),
    "gateways": ("Gateways", "口岸"),
    "exclusions": ("Exclusions", "禁建区"),
    "customs_blocks": ("Customs blocks", "海关特殊监管区域"),
    "parcels": ("Parcels", "地块"),
    "waters": ("Waters", "水域"),
    "rivers": ("Rivers", "河流"),
    "lakes": ("Lakes and wide rivers", "湖泊与宽阔河流"),
    "references": ("Reference layers", "参考图层"),
    "reference_lines": ("Reference lines", "参考线"),
    "reference_points": ("Reference points", "参考点"),
    "linked_areas": ("Linked areas", "联动创新区"),
    "map_land": ("Land around", "周边陆地"),
    "map_lines": ("Boundaries", "境界线"),
    "map_names": ("Names of islands and seas, capital", "岛屿与海域名称、首都"),
    "network": ("Network", "路网"),
    "caps": ("Caps by date", "分期面积上限"),
    "performance": ("Performance", "运行数据"),
    "trade": ("Trade", "贸易"),
    "policies": ("Policy pilots", "政策试点"),
    "strategies": ("Strategic regions", "战略区域"),
    "changes": ("Land changes", "土地变化"),
    "violations": ("Broken rules", "违反的规则"),
    "scorecard": ("What it serves", "服务于什么"),
    "targets": ("Targets", "目标"),
    "purposes": ("Purposes", "目的"),
    "indicators": ("Own indicators", "自有指标"),
    "terms": ("The plan's own words", "规划用语"),
}
"""Table titles in English and Chinese, where the plan has no terms of its own."""


def _shown(column: str) -> str:
    """Return a column's text for a map tip, which is HTML."""
    return f"[% replace(replace(coalesce(\"{column}\", ''), '&', '&amp;'), '<', '&lt;') %]"


_TIP = f"<b>{_shown('name')}</b><br><small>{_shown('source')}</small>"
_TIP_ZH = f"<b>{_shown('name_zh')}</b><br>{_shown('name')}<br><small>{_shown('source')}</small>"


@dataclass(frozen=True)
class MapLayer:
    """One table of a file in QGIS, titled `words` in English and Chinese.

    `style` is None for a table without geometry.
    """

    name: str
    words: tuple[str, str]
    table: ExportTable
    frame: pd.DataFrame
    fields: list[QgisField]
    style: Style | None
    chinese: bool

    @property
    def title(self) -> str:
        """Return the table's title, in both languages if the plan has Chinese names."""
        words, words_zh = self.words
        return bilingual(words, words_zh if self.chinese else None)

    @property
    def id(self) -> str:
        """Return the layer's id in a project, which must be longer than ten characters."""
        return f"zonewright_{'land_only' if self.table.part == 'land' else self.name}"

    @property
    def geometry(self) -> str:
        """Return the type of geometry as QGIS names it."""
        return self.table.layer.geometry or "NoGeometry"

    @property
    def derived(self) -> bool:
        """Return whether the table is a result, which must not be edited."""
        return self.table.part not in LAYERS


def map_layers_of(frames: Mapping[str, pd.DataFrame], legend: MapLegend) -> list[MapLayer]:
    """Return the layers of the known tables, in order."""
    layers = []
    for name, frame in frames.items():
        table = table_of(name)
        if table is not None:
            spatial = isinstance(frame, gpd.GeoDataFrame)
            style = style_of(table, legend) if spatial else None
            fields = fields_of(table, frame, legend)
            words = _words(table, legend)
            layers.append(MapLayer(name, words, table, frame, fields, style, legend.chinese))
    return layers


def land_layers(layers: list[MapLayer], legend: MapLegend) -> list[MapLayer]:
    """Return an additional layer on the table of the coarsest regions, if any: plain land.

    It exists only in the project; the table keeps its own style.
    """
    table = ExportTable("land")
    words, style = _words(table, legend), style_of(table, legend)
    return [
        replace(layer, words=words, table=table, style=style)
        for layer in layers
        if layer.table.part == "provinces"
    ]


def _words(table: ExportTable, legend: MapLegend) -> tuple[str, str]:
    """Return a table's title; for regions, that of the column that tints them."""
    words, words_zh = table_words(table, legend.terms)
    is_finest = table.part in ("regions", "overview")
    if is_finest and not legend.covered:
        if legend.population is not None:
            words, words_zh = f"{words}: people per km²", f"{words_zh}人口密度（人/km²）"
    elif is_finest or table.level:
        tint = covered_column(legend.tint or "") or CoveredColumn("share", 0.0, "km", "line")
        counted, counted_zh = ("land", "土地") if tint.figure == "share" else ("people", "人口")
        within, within_zh = tint.within
        is_change = table.scenario is not None and legend.change is not None
        change, change_zh = ("change of ", "变化") if is_change else ("", "")
        words = f"{words}: {change}{counted} within {within}"
        words_zh = f"{words_zh} {within_zh}内{counted_zh}比例{change_zh}"
    return words, words_zh


def table_words(table: ExportTable, terms: Terms) -> tuple[str, str]:
    """Return a table's title in the plan's words, regardless of its tint."""
    level = terms.level(table.level or "")
    if level is not None:
        return level.words.title("en"), level.words.zh
    words = {
        "ftzs": terms.group,
        "regions": terms.finest.words,
        "overview": terms.finest.words,
    }.get(table.part)
    if words is not None:
        return words.title("en"), words.zh
    if table.part in ("provinces", "land"):
        top = terms.coarsest.words
        if table.part == "land":
            return top.title("en"), top.zh
        return f"{top.capital} borders and names", f"{top.zh}界与名称"
    return TITLES.get(table.part, (table.part, table.part))


def style_attributes(layer: MapLayer) -> dict[str, XmlValue]:
    """Return the attributes that carry a layer's style, on a style or a layer of a project."""
    smallest = layer.style.smallest if layer.style else 0
    return settings("layer_style") | {
        "labelsEnabled": bool(layer.style and layer.style.labels),
        "hasScaleBasedVisibilityFlag": smallest > 0,
        "minScale": smallest or 1e8,
        "readOnly": layer.derived,
    }


def parts_of(layer: MapLayer) -> list[Element]:
    """Return the elements of a layer's style: renderer, labels, fields, map tip."""
    parts = []
    if layer.style is not None:
        parts.append(layer.style.renderer)
        labels = layer.style.labelling
        if labels is not None:
            parts.append(labels)
    parts += configuration(layer.fields)
    names = {field.name for field in layer.fields}
    shown = [
        name
        for name in ("name_zh", "name", layer.table.layer.key, "message_zh", "message")
        if name in names and (layer.chinese or not str(name).endswith("_zh"))
    ]
    if shown:
        quoted = ", ".join(f'"{name}"' for name in shown)
        parts.append(text_element("previewExpression", f"coalesce({quoted}, '')"))
    if {"name", "name_zh", "source"} <= names and layer.style is not None:
        parts.append(text_element("mapTip", _TIP_ZH if layer.chinese else _TIP, {"enabled": 1}))
    return parts


def qml(layer: MapLayer) -> str:
    """Return a layer's style as the text of a style file."""
    return document(element("qgis", style_attributes(layer), *parts_of(layer)), "qgis")
