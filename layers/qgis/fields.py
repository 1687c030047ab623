"""Fields: aliases, the values that a column may have, defaults, constraints, and what edits keep.

A split or a copy of a zone gives the new feature a fresh `zone_id`; `origin_id` stays that of the
zone it was, so that it is known again. A figure of a whole (`published_area_km2`) does not become
that of a part or a copy. Every other value is copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.palette import BOUNDARIES, CHANGES, LEVELS, Mark
from layers.qgis.aliases import alias_of
from layers.qgis.xml import element, literal
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import ORIGIN_ID

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pandas as pd

    from layers.qgis.legend import MapLegend
    from layers.qgis.xml import XmlValue
    from layers.schema.export_tables import ExportTable
    from layers.schema.layer_schema import Column

_OF_A_WHOLE = ("published_area_km2",)
_LISTS = ("sectors",)  # of values parted by semicolons
_KINDS = ("exclusions", "customs_blocks")
_UUID = "uuid('WithoutBraces')"
_NOT_NULL, _UNIQUE, _EXPRESSION = 1, 2, 4  # bits of a field's constraints
_HARD, _SOFT = 1, 2  # a hard constraint keeps the form from closing


@dataclass(frozen=True)
class QgisField:
    """A field of a layer as a form shows it.

    `marks` are the values that it may have (none: any). `split` and `duplicate` say what becomes of
    it in a split and a copy: DefaultValue, Duplicate or UnsetField. A form warns of a text of
    values parted by semicolons where one is not `listed`.
    """

    name: str
    alias: str = ""
    marks: tuple[Mark, ...] = ()
    widget: str = "TextEdit"
    default: str = ""
    constraints: int = 0
    strength: int = _HARD
    minimum: float | None = None
    listed: tuple[str, ...] = ()
    split: str = "Duplicate"
    duplicate: str = "Duplicate"


def fields_of(table: ExportTable, frame: pd.DataFrame, legend: MapLegend) -> list[QgisField]:
    """Return the fields of a table in their order, `fid` first."""
    names = [str(name) for name in frame.columns if name != "geometry"]
    return [
        QgisField("fid", widget="Hidden", split="DefaultValue", duplicate="DefaultValue"),
        *(_field(table, frame, name, legend) for name in names),
    ]


def _field(table: ExportTable, frame: pd.DataFrame, name: str, legend: MapLegend) -> QgisField:
    layer = table.layer
    alias = alias_of(table, name, legend.terms)
    if name == ORIGIN_ID:
        return QgisField(name, legend.terms.label("Zone it was", "原片区"), widget="Hidden")
    if name.endswith("_zh") and not legend.chinese:
        return QgisField(name, widget="Hidden")
    if name == layer.key:
        constraints = _NOT_NULL | _UNIQUE
        return QgisField(
            name, alias, (), "TextEdit", _UUID, constraints, _HARD, None, (), "DefaultValue",
            "DefaultValue",
        )  # fmt: skip
    column = layer.column(name)
    boolean = bool(frame[name].dtype == bool)
    values = () if boolean else _values(table, frame, name, legend)
    return QgisField(
        name,
        alias,
        values,
        "CheckBox" if boolean else "ValueMap" if values else "TextEdit",
        default=_default(column, boolean=boolean),
        constraints=_constraints(column) | _EXPRESSION * (name in _LISTS and bool(legend.sectors)),
        strength=_HARD if column is not None and column.required else _SOFT,
        minimum=None if column is None else column.minimum,
        listed=tuple(mark.value for mark in legend.sectors) if name in _LISTS else (),
        split="UnsetField" if name in _OF_A_WHOLE else "Duplicate",
        duplicate="UnsetField" if name in _OF_A_WHOLE else "Duplicate",
    )


def _constraints(column: Column | None) -> int:
    if column is None:
        return 0
    return _NOT_NULL * (column.required and not column.nullable) | _EXPRESSION * (
        column.minimum is not None
    )


def _default(column: Column | None, *, boolean: bool) -> str:
    """Return the expression of a column's default value, empty where it has none."""
    if column is None or column.default in (None, ""):
        return "false" if boolean else ""
    if isinstance(column.default, str):
        return literal(column.default)
    return str(column.default).lower()


def _values(
    table: ExportTable, frame: pd.DataFrame, name: str, legend: MapLegend
) -> tuple[Mark, ...]:
    """Return the values that a column may have: the known ones, then others that are there."""
    known = {
        ("zones", "boundary_source"): legend.spoken(BOUNDARIES),
        ("zones", "ftz_id"): legend.ftzs,
        ("customs_blocks", "boundary_source"): legend.spoken(BOUNDARIES),
        ("clusters", "sector"): legend.sectors,
        ("gateways", "kind"): legend.gateways,
        ("changes", "change"): legend.spoken(CHANGES),
        ("violations", "level"): legend.spoken(LEVELS),
        ("violations", "rule"): legend.rules,
    }.get((table.part, name))
    if known is None and name == "kind" and table.part in _KINDS:
        known = ()
    if known is None:
        return ()
    there = {mark.value for mark in known}
    found = sorted({str(value) for value in frame[name] if not is_missing(value)} - there)
    return (*known, *(Mark(value, value, "", "#000000") for value in found))


def configuration(fields: list[QgisField]) -> list[Element]:
    """Return what a style says of fields: forms, aliases, policies, defaults, constraints."""
    return [
        element("fieldConfiguration", None, *map(_widget, fields)),
        element("aliases", None, *(_named("alias", f, name=f.alias) for f in fields)),
        element("splitPolicies", None, *(_named("policy", f, policy=f.split) for f in fields)),
        element(
            "duplicatePolicies", None, *(_named("policy", f, policy=f.duplicate) for f in fields)
        ),
        element(
            "defaults",
            None,
            *(_named("default", f, expression=f.default, applyOnUpdate=0) for f in fields),
        ),
        element("constraints", None, *map(_strengths, fields)),
        element("constraintExpressions", None, *map(_bound, fields)),
    ]


def _named(tag: str, field: QgisField, **attributes: XmlValue) -> Element:
    return element(tag, {"field": field.name} | attributes)


def _strengths(field: QgisField) -> Element:
    bits, strength = field.constraints, field.strength
    return _named(
        "constraint",
        field,
        constraints=bits,
        notnull_strength=strength if bits & _NOT_NULL else 0,
        unique_strength=strength if bits & _UNIQUE else 0,
        exp_strength=strength if bits & _EXPRESSION else 0,
    )


def _bound(field: QgisField) -> Element:
    if field.listed:
        known = ", ".join(map(literal, field.listed))
        told = f"regexp_replace(\"{field.name}\", '\\\\s*;\\\\s*', ';')"
        rule = f"array_all(array({known}), string_to_array(nullif({told}, ''), ';'))"
        asked = f"coalesce(\"{field.name}\", '') = '' or {rule}"
        return _named("constraint", field, exp=asked, desc="; ".join(field.listed))
    if field.minimum is None:
        return _named("constraint", field, exp="", desc="")
    least = f'"{field.name}" is null or "{field.name}" >= {field.minimum:g}'
    return _named("constraint", field, exp=least, desc=f"≥ {field.minimum:g}")


def _widget(field: QgisField) -> Element:
    """Return the form's widget; that of a value map lists the words with each value."""
    config = element("Option", {"type": "Map"})
    if field.marks:
        rows = (
            element(
                "Option",
                {"type": "Map"},
                element("Option", {"name": mark.label, "value": mark.value, "type": "QString"}),
            )
            for mark in field.marks
        )
        config.append(element("Option", {"name": "map", "type": "List"}, *rows))
    return element(
        "field",
        {"name": field.name, "configurationFlags": "NoFlag"},
        element("editWidget", {"type": field.widget}, element("config", None, config)),
    )
