"""An empty plan: every layer with its columns, to be filled in QGIS."""

from __future__ import annotations

from layers.importing.placement import geographic_crs
from layers.layer_validation import empty_layer
from layers.plan import Plan
from layers.schema import LAYERS


def empty_plan(crs: str) -> Plan:
    """Return a plan in a geographic CRS that has every layer of the schema, without rows.

    Raises:
        CrsError: the CRS is not known, or not geographic.

    >>> plan = empty_plan("EPSG:4326")
    >>> len(plan.zones), "zone_id" in plan.zones
    (0, True)
    """
    known = geographic_crs(crs)
    return Plan({name: empty_layer(layer, known) for name, layer in LAYERS.items()})
