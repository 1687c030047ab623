"""The layers of a plan: geometry, key and columns of each, with units and labels.

Required are `zones` with `zone_id` and `ftz_id`, and `regions` with `adcode`. Every other layer and
column is optional; a missing column takes the default stated here, further columns are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

ORIGIN_ID = "origin_id"
"""An extra column in files of zones: the `zone_id` of each row when it was written.

When a zone is split or copied in QGIS, the parts get new ids and keep this one, which identifies
their origin. Like a feature id it is not part of the plan: reading drops it, and no hash includes
it.
"""

Kind = Literal["text", "real", "integer", "boolean"]
Geometry = Literal["MultiPolygon", "MultiLineString", "Point"]


@dataclass(frozen=True)
class Column:
    """One column: its kind, its labels in English and Chinese, its unit, whether it is required.

    Each cell of a `required` column has a value, unless the column is `nullable`. `minimum` is an
    inclusive lower bound of a number; `default` fills a missing column.
    """

    name: str
    kind: Kind
    alias: str
    alias_zh: str
    unit: str = ""
    required: bool = False
    nullable: bool = False
    minimum: float | None = None
    default: str | float | bool | None = None


@dataclass(frozen=True)
class Layer:
    """One layer of the plan; `key` identifies a row, `geometry` is None for a plain table.

    `unique_keys` states that keys are unique, as in a plan but not always in a layer edited
    elsewhere. `refers` maps a column to the layer whose key it holds: the id must exist there.
    """

    name: str
    geometry: Geometry | None
    key: str | None
    columns: tuple[Column, ...] = ()
    required: bool = False
    refers: tuple[tuple[str, str], ...] = ()
    unique_keys: bool = True

    def with_columns(self, *columns: Column) -> Layer:
        """Return the layer with columns."""
        return replace(self, columns=columns)

    def column(self, name: str) -> Column | None:
        """Return the column by name, None if the schema does not have it."""
        return next((column for column in self.columns if column.name == name), None)


def _id(name: str, alias: str, alias_zh: str) -> Column:
    return Column(name, "text", alias, alias_zh, required=True)


def _text(name: str, alias: str, alias_zh: str, default: str | None = None) -> Column:
    return Column(name, "text", alias, alias_zh, default=default)


def _real(name: str, alias: str, alias_zh: str, unit: str = "") -> Column:
    return Column(name, "real", alias, alias_zh, unit, minimum=0.0)


_NAMED = (
    _text("name", "Name", "英文名称"),
    _text("name_zh", "Chinese name", "中文名称"),
    _text("source", "Source", "来源"),
    Column("verified", "boolean", "Verified", "已核实", default=False),
)
_FACT = _NAMED[2:]

REFERENCES: dict[str, Geometry] = {
    "references": "MultiPolygon",
    "reference_lines": "MultiLineString",
    "reference_points": "Point",
}
"""The layers of other people's areas, lines and points, shown under a plan by their names."""

EARLIER = ("trade",)
"""Tables of earlier plans, which are read into others: `Plan.performance` has those of `trade`."""

LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer(
            "zones", "MultiPolygon", "zone_id", required=True, refers=(("ftz_id", "ftzs"),)
        ).with_columns(
            _id("zone_id", "Zone", "片区代码"),
            Column("ftz_id", "text", "Group", "分组代码", required=True, nullable=True),
            *_NAMED,
            _real("published_area_km2", "Published area", "公布面积", "km²"),
            _text("sectors", "Designated sectors", "指定产业", ""),
            Column("locked", "boolean", "Locked", "锁定", default=False),
            _text("boundary_source", "Boundary source", "边界来源", "imported"),
            _text("approved", "Approved", "批准日期"),
            _text("deadline", "Deadline for building", "建成期限"),
            _real("accepted_km2", "Accepted", "已验收面积", "km²"),
            _real("built_km2", "Built", "已建成面积", "km²"),
            _real("idle_km2", "Idle", "闲置面积", "km²"),
        ),
        Layer("ftzs", None, "ftz_id").with_columns(
            _id("ftz_id", "Group", "分组代码"),
            *_NAMED,
            _text("adcode", "Top region's code", "上级区域代码"),
            _text("approved", "Approved", "批准日期"),
            Column("batch", "integer", "Batch", "批次"),
            _real("cap_km2", "Area cap", "面积上限", "km²"),
        ),
        Layer("caps", None, None, refers=(("ftz_id", "ftzs"),)).with_columns(
            _id("ftz_id", "Group", "分组代码"),
            _id("from", "From", "起始日期"),
            Column("cap_km2", "real", "Area cap", "面积上限", "km²", required=True, minimum=0.0),
            *_FACT,
        ),
        Layer("clusters", "Point", "cluster_id").with_columns(
            _id("cluster_id", "Cluster", "产业集群代码"),
            *_NAMED,
            Column("sector", "text", "Sector", "产业", required=True),
            Column("weight", "real", "Weight", "权重", minimum=0.0, default=1.0),
            _text("adcode", "Region code", "区域代码"),
        ),
        Layer("regions", "MultiPolygon", "adcode", required=True).with_columns(
            _id("adcode", "Region code", "区域代码"),
            *_NAMED,
            _text("city_adcode", "Code, second level", "第二级区域代码"),
            _text("city_name", "Name, second level", "第二级区域英文名称"),
            _text("city_name_zh", "Chinese name, second level", "第二级区域"),
            _text("province_adcode", "Code, third level", "第三级区域代码"),
            _text("province_name", "Name, third level", "第三级区域英文名称"),
            _text("province_name_zh", "Chinese name, third level", "第三级区域"),
        ),
        Layer("demand", "Point", "demand_id").with_columns(
            _id("demand_id", "Demand point", "需求点代码"),
            *_NAMED,
            Column("population", "real", "Population", "人口", required=True, minimum=0.0),
            _text("adcode", "Region code", "区域代码"),
        ),
        Layer("gateways", "Point", "gateway_id").with_columns(
            _id("gateway_id", "Gateway", "口岸代码"),
            *_NAMED,
            Column("kind", "text", "Kind", "类型", required=True),
            _real("clearance_hours", "Clearance time", "通关时间", "h"),
        ),
        Layer("exclusions", "MultiPolygon", "exclusion_id").with_columns(
            _id("exclusion_id", "Exclusion", "禁建区代码"), *_NAMED, _text("kind", "Kind", "类型")
        ),
        Layer("customs_blocks", "MultiPolygon", "block_id").with_columns(
            _id("block_id", "Customs block", "海关特殊监管区域代码"),
            *_NAMED,
            _text("kind", "Kind", "类型"),
            _text("zone_id", "Zone", "片区代码"),
        ),
        Layer("parcels", "MultiPolygon", "parcel_id").with_columns(
            _id("parcel_id", "Parcel", "地块代码"),
            *_NAMED,
            _text("land_use", "Land use", "用地类型"),
            _real("value", "Value", "价值"),
            Column("idle", "boolean", "Idle", "闲置", default=False),
        ),
        Layer("waters", "MultiPolygon", "water_id").with_columns(
            _id("water_id", "Water", "水域代码"), *_NAMED
        ),
        Layer("linked_areas", "MultiPolygon", "linked_area_id").with_columns(
            _id("linked_area_id", "Linked area", "联动创新区代码"), *_NAMED
        ),
        Layer("map_land", "MultiPolygon", "land_id").with_columns(
            _id("land_id", "Land", "陆地代码"), *_NAMED
        ),
        Layer("map_lines", "MultiLineString", "line_id").with_columns(
            _id("line_id", "Line", "线代码"),
            *_NAMED,
            Column("kind", "text", "Kind", "类型", required=True),
        ),
        Layer("map_names", "Point", "name_id").with_columns(
            _id("name_id", "Name on maps", "注记代码"),
            *_NAMED,
            Column("kind", "text", "Kind", "类型", required=True),
        ),
        *(
            Layer(name, geometry, None).with_columns(
                _text("reference", "Reference layer", "参考图层", ""),
                *_NAMED,
                _text("kind", "Kind", "类型"),
            )
            for name, geometry in REFERENCES.items()
        ),
        Layer("network", "MultiLineString", None).with_columns(
            _text("kind", "Kind", "类型"),
            _real("minutes", "Travel time", "行程时间", "min"),
            _real("length_km", "Length, if longer than its line", "长度（长于其线时）", "km"),
            Column("oneway", "boolean", "One way", "单行", default=False),
            *_NAMED,
        ),
        Layer("performance", None, None).with_columns(
            _text("ftz_id", "Group", "分组代码"),
            _text("zone_id", "Zone", "片区代码"),
            _id("indicator", "Indicator", "指标"),
            _id("period", "Period", "时期"),
            Column("value", "real", "Value", "数值", required=True, nullable=True),
            _text("unit", "Unit", "单位", ""),
            _text("quote", "As published", "公布原文"),
            *_FACT,
        ),
        Layer("trade", None, None).with_columns(
            _id("ftz_id", "Group", "分组代码"),
            _id("period", "Period", "时期"),
            _real("trade_value_cny", "Trade", "进出口额", "CNY"),
            Column("growth_pct", "real", "Growth", "增速", "%"),
            *_FACT,
        ),
        Layer("policies", None, None).with_columns(
            _id("ftz_id", "Group", "分组代码"),
            _id("policy", "Policy pilot", "政策试点"),
            *_NAMED,
            _text("since", "Since", "起始"),
        ),
        Layer("targets", None, None).with_columns(
            _id("measure", "Figure", "指标"),
            _text("ftz", "Group", "分组代码"),
            _text("sector", "Sector", "产业"),
            _text("region", "Region code", "区域代码"),
            _text("zone", "Zone", "片区代码"),
            _text("strategy", "Strategic region", "战略区域代码"),
            _text("gateway", "Kind of gateway", "口岸类型"),
            _real("radius_km", "Radius", "服务半径", "km"),
            _real("radius_min", "Radius in minutes", "服务半径（分钟）", "min"),
            _text("by", "Distance by", "距离方式"),
            Column("at_least", "real", "At least", "不低于"),
            Column("at_most", "real", "At most", "不高于"),
            Column("hard", "boolean", "Hard", "硬性", default=False),
            _text("title", "Title", "标题"),
            _text("title_zh", "Chinese title", "中文标题"),
            _text("source", "Source", "来源"),
        ),
        Layer("purposes", None, "purpose").with_columns(
            _id("purpose", "Purpose", "目的"),
            Column("order", "integer", "Order", "次序"),
            _text("indicators", "Indicators", "指标"),
            *_NAMED,
        ),
        Layer("indicators", None, "indicator").with_columns(
            _id("indicator", "Indicator", "指标"),
            _text("purpose", "Purpose", "目的"),
            _text("better", "Better: more or less", "更优方向"),
            _text("unit", "Unit", "单位"),
            Column("digits", "integer", "Decimals", "小数位", minimum=0, default=0),
            _text("layer", "Layer", "图层"),
            _text("column", "Column", "列"),
            _text("how", "within, count, sum or mean", "计算方式"),
            _real("radius_km", "Radius", "服务半径", "km"),
            _real("radius_min", "Radius in minutes", "服务半径（分钟）", "min"),
            _text("by", "Distance by", "距离方式"),
            Column("per_km2", "boolean", "Per km² of zones", "按片区每平方公里", default=False),
            _real("decides_from", "Decided from", "可判定的最小差异"),
            *_NAMED,
        ),
        Layer("terms", None, None).with_columns(
            _id("term", "Term", "用语"),
            _text("code", "Code of the level", "层级代码"),
            _text("region_column", "Column of regions", "区域图层的列"),
            Column("rank", "integer", "Rank, finest first", "由细到粗的次序"),
            _text("text", "Word or text", "英文用语"),
            _text("text_plural", "Plural", "英文复数"),
            _text("text_zh", "In Chinese", "中文用语"),
        ),
        Layer("strategies", None, "strategy_id").with_columns(
            _id("strategy_id", "Strategic region", "战略区域代码"),
            *_NAMED,
            _text("since", "Since", "起始"),
        ),
    )
}
"""Every layer of a plan, by name."""
