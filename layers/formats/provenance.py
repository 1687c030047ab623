"""The provenance of an export: plan and scenario, hashes, dates, versions, the boundary note."""

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pyogrio
import pyproj
import shapely

from layers.formats.format import Outcome
from layers.plan.geopackage import last_change
from layers.plan.hashing import layer_hash
from layers.plan.plan import Plan
from layers.schema.layer_schema import LAYERS

PROVENANCE = "provenance"
"""The name of its member, table or column in a file."""


def provenance(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return the provenance of an export, as plain values for JSON; deterministic.

    `baseline` and `layers` are the hashes of the plan's zones and other layers, `result` that of
    the exported zones; `data_date` is when the stored revision was saved, else when the plan's
    zones were last written. `by` is how distances were measured, if not straight. Unknown values
    are null.
    """
    way = {} if outcome.by == "line" else {"by": outcome.by}
    return way | {
        "plan": plan.name,
        "crs": (outcome.crs or plan.crs).to_string(),
        "baseline": plan.baseline,
        "layers": plan.layers,
        "scenario": outcome.scenario,
        "title": outcome.title or None,
        "revision": outcome.revision,
        "result": layer_hash(LAYERS["zones"], outcome.zones),
        "data_date": outcome.saved or (last_change(plan.path) if plan.path else None),
        "boundaries": plan.terms.notes(outcome.zones) or None,
        "versions": _versions(),
    }


def _versions() -> dict[str, str]:
    """Return the versions of this program and the geometry libraries."""
    try:
        version_ = version("zonewright")
    except PackageNotFoundError:  # not installed
        version_ = "unknown"
    return {
        "zonewright": version_,
        "gdal": pyogrio.__gdal_version_string__,
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }


def lines_of(origin: dict[str, Any]) -> dict[str, str]:
    """Return a provenance as one text for each entry, with mappings flattened.

    >>> lines_of({"plan": "p", "revision": None, "layers": {"regions": "sha256:1"}})
    {'plan': 'p', 'layers.regions': 'sha256:1'}
    """
    lines: dict[str, str] = {}
    for name, value in origin.items():
        if isinstance(value, dict):
            lines |= {f"{name}.{part}": str(one) for part, one in value.items()}
        elif value is not None:
            lines[name] = str(value)
    return lines


def json_line(value: object) -> str:
    """Return a value, such as a provenance, as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
