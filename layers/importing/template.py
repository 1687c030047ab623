"""An empty plan: every layer with its columns, to be filled in QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import ZonewrightError
from layers.importing.placement import geographic_crs
from layers.plan.layer_validation import empty_layer
from layers.plan.plan import Plan
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from pathlib import Path


def empty_plan(crs: str) -> Plan:
    """Return a plan in a geographic CRS with every layer of the schema, without rows.

    Raises:
        CrsError: the CRS is unknown, or not geographic.

    >>> plan = empty_plan("EPSG:4326")
    >>> len(plan.zones), "zone_id" in plan.zones
    (0, True)
    """
    parsed = geographic_crs(crs)
    return Plan({name: empty_layer(layer, parsed) for name, layer in LAYERS.items()})


def is_template(path: Path) -> bool:
    """Return whether a file is a plan without any rows, such as an `empty_plan`."""
    try:
        plan = Plan.open(path)
    except ZonewrightError:
        return False
    return not any(len(plan.frame(name)) for name in plan.present)
