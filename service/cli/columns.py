"""The columns of tables on a terminal, each declared once by its name: header and number format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cli.tables import TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.schema.figures import Figure

_SHOWN: dict[str, TableColumn] = {
    "adcode": TableColumn("cli-col-adcode"),
    "change": TableColumn("cli-col-change", words=True),
    "clearance_hours": TableColumn("cli-col-clearance", ".1f"),
    "cluster_id": TableColumn("cli-col-cluster"),
    "covered_amount": TableColumn("figure-covered-amount", ".2f"),
    "amount": TableColumn("cli-col-of", ".2f"),
    "covered_area_km2": TableColumn("cli-col-covered-area", ".1f"),
    "covered_area_share": TableColumn("cli-col-area-share-plain", ".1%"),
    "covered_population": TableColumn("cli-col-covered-persons", ".0f"),
    "covered_population_share": TableColumn("cli-col-share", ".1%"),
    "covered_share": TableColumn("cli-col-share", ".1%"),
    "distance_km": TableColumn("cli-col-distance", ".1f"),
    "entering_population": TableColumn("cli-col-persons-entering", ".0f"),
    "leaving_population": TableColumn("cli-col-leaving", ".0f"),
    "ftz_id": TableColumn("cli-col-ftz"),
    "gained_km2": TableColumn("cli-col-gained", ".2f"),
    "lost_km2": TableColumn("cli-col-lost", ".2f"),
    "gateway_id": TableColumn("cli-col-gateway"),
    "kind": TableColumn("cli-col-kind", words=True),
    "level": TableColumn("cli-col-level", words=True),
    "mean_clearance_hours": TableColumn("cli-col-mean-clearance", ".1f"),
    "minutes": TableColumn("cli-col-minutes"),
    "name": TableColumn("cli-col-name"),
    "nearest_km": TableColumn("cli-col-at-km", ".1f"),
    "nearest_zone_id": TableColumn("cli-col-nearest-zone"),
    "population": TableColumn("cli-col-of", ".0f"),
    "radius_from": TableColumn("cli-col-from", words=True),
    "radius_km": TableColumn("cli-col-radius"),
    "rule": TableColumn("cli-col-rule"),
    "sector": TableColumn("cli-col-sector", words=True),
    "strategy_id": TableColumn("cli-col-id"),
    "subject": TableColumn("cli-col-subject", words=True),
    "told": TableColumn("cli-col-what"),
    "total": TableColumn("cli-col-of", ".0f"),
    "uncovered_population": TableColumn("cli-col-uncovered-persons", ".0f"),
    "verified": TableColumn("cli-col-verified"),
    "within": TableColumn("cli-col-within", ".0f"),
    "within_share": TableColumn("cli-col-share", ".1%"),
    "zone_id": TableColumn("cli-col-zone"),
}


def columns(written: str, figures: Iterable[Figure] = ()) -> dict[str, TableColumn]:
    """Return columns by name, separated by spaces, and those of declared figures after them.

    A name may be followed by another header, a code or a column's, and a format, or `words` for
    schema words: `lost_km=cli-col-lost:.1f`.

    >>> columns("zone_id perimeter_km=mean_km:.2f")["perimeter_km"].form
    '.2f'
    """
    shown = dict(map(_column, written.split()))
    return shown | {one.name: TableColumn(one.head, one.form) for one in figures}


def _column(written: str) -> tuple[str, TableColumn]:
    name, _, other = written.partition("=")
    head, _, form = other.partition(":")
    if "-" in head:
        return name, TableColumn(head, "", words=True) if form == "words" else TableColumn(
            head, form
        )
    known = _SHOWN.get(head or name) or _figure(head or name)
    return name, TableColumn(known.head, form) if head else known


def _figure(name: str) -> TableColumn:
    from geo.coverage.tables import FIGURES  # noqa: PLC0415  commands that measure nothing

    figures = (one for table in FIGURES.values() for one in table if one.name == name)
    return next(TableColumn(one.head, one.form) for one in figures)
