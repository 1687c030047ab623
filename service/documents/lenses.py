"""The lenses on a coverage as JSON documents: plan and scenario, then the tables of the lens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.lenses import explain, explained, outside, what_would
from geo.validation import shown
from layers.errors import MeasureError
from layers.messages import Message
from service.documents.coverage import measure_document, records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo import Coverage


def lens_document(coverage: Coverage, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the document of a lens: `plan`, `scenario`, `radii_km`, its tables, and `outside`.

    `outside` is what figures of regions leave out: people outside every region, and regions
    without people (see `geo.lenses.unassigned`).
    """
    named = {**tables, "outside": outside(coverage)}
    return measure_document(coverage, ()) | {name: records(table) for name, table in named.items()}


def radii_by_zone(texts: Sequence[str]) -> dict[str, float]:
    """Return a radius, km, by zone id from texts such as `SH-YS=150`.

    Raises:
        MeasureError: a text is not of that form, or a zone is named twice: a line for each.
    """
    problems: list[Message] = []
    found: dict[str, float] = {}
    for text in texts:
        zone, _, radius = text.partition("=")
        try:
            number = float(radius)
        except ValueError:
            problems.append(Message("service-zone-radius-invalid", given=shown(text)))
            continue
        if zone in found:
            problems.append(Message("service-zone-radius-repeated", given=shown(text), zone=zone))
        found[zone] = number
    if problems:
        raise MeasureError(problems)
    return found


def explain_document(coverage: Coverage, adcode: str, radius_km: float) -> dict[str, Any]:
    """Return why a region is covered, and what would cover it.

    `region` is one mapping, with its nearest zone; `zones` are those that cover it; `would` says
    which radius, or which one zone, would cover each share of its people.
    """
    tables = {
        "zones": explain(coverage, adcode, radius_km),
        "would": what_would(coverage, adcode, radius_km),
    }
    region = records(explained(coverage, adcode, radius_km))[0]
    return lens_document(coverage, tables) | {"region": region}
