"""Fields: aliases, allowed values, defaults, constraints, split and duplicate policies.

A split or a copy of a zone gives the new feature a new `zone_id`; `origin_id` keeps the id of the
original zone, which identifies it. A figure of the whole (`published_area_km2`) is not copied to a
part or a copy. Every other value is copied.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pandas as pd

from layers.palette import BOUNDARIES, CHANGES, LEVELS, Mark
from layers.qgis.aliases import alias_of
from layers.qgis.legend import MapLegend
from layers.qgis.xml import XmlValue, element, literal
from layers.schema.column_types import is_missing
from layers.schema.export_tables import ExportTable
from layers.schema.layer_schema import ORIGIN_ID, Column

_OF_A_WHOLE = ("published_area_km2", "accepted_km2", "built_km2", "idle_km2")
_LISTS = ("sectors",)  # of values separated by semicolons
_KINDS = ("exclusions", "customs_blocks")
_UUID = "uuid('WithoutBraces')"
_NOT_NULL, _UNIQUE, _EXPRESSION = 1, 2, 4  # bits of a field's constraints
_HARD, _SOFT = 1, 2  # a hard constraint prevents the form from closing


@dataclass(frozen=True)
class QgisField:
    """A field of a layer in a form.

    `marks` are its allowed values (none: any). `split` and `duplicate` are the policies for a split
    and a copy: DefaultValue, Duplicate or UnsetField. A form warns if a list of values separated by
    semicolons has one that is not `listed`.
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
    """Return the expression of a column's default value, empty if it has none."""
    if column is None or column.default in (None, ""):
        return "false" if boolean else ""
    if isinstance(column.default, str):
        return literal(column.default)
    return str(column.default).lower()


def _values(
    table: ExportTable, frame: pd.DataFrame, name: str, legend: MapLegend
) -> tuple[Mark, ...]:
    """Return the values of a column: the known ones, then others that occur."""
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
    known_values = {mark.value for mark in known}
    others = sorted({str(value) for value in frame[name] if not is_missing(value)} - known_values)
    return (*known, *(Mark(value, value, "", "#000000") for value in others))


def configuration(fields: list[QgisField]) -> list[Element]:
    """Return the field settings of a style: forms, aliases, policies, defaults, constraints."""
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
        normalised = f"regexp_replace(\"{field.name}\", '\\\\s*[;；]\\\\s*', ';')"
        rule = f"array_all(array({known}), string_to_array(nullif({normalised}, ''), ';'))"
        condition = f"coalesce(\"{field.name}\", '') = '' or {rule}"
        return _named("constraint", field, exp=condition, desc="; ".join(field.listed))
    if field.minimum is None:
        return _named("constraint", field, exp="", desc="")
    least = f'"{field.name}" is null or "{field.name}" >= {field.minimum:g}'
    return _named("constraint", field, exp=least, desc=f"≥ {field.minimum:g}")


def _widget(field: QgisField) -> Element:
    """Return the form's widget; a value map lists the label of each value."""
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
