"""Tables that planners ask for by name, beyond those of every measure.

Each is a function that takes a coverage and returns a table, or several. Those in `NAMED_TABLES`
are asked for by `zonewright table NAME` and `/api/tables/NAME`, as their modules declare.
"""

from geo.coverage.land_use import zone_use
from geo.tables.cluster_reach import cluster_reach
from geo.tables.development import development
from geo.tables.explain import explain, explained
from geo.tables.inequality import inequality
from geo.tables.margin import margin
from geo.tables.named_table import NamedTable
from geo.tables.overlap import overlap
from geo.tables.own_regions import own_regions
from geo.tables.performance import yields
from geo.tables.region_groups import outside
from geo.tables.underserved import underserved
from geo.tables.what_would import what_would
from geo.tables.within import within
from layers.errors import UnknownError
from layers.messages import Message
from layers.runtime.lazy import declared
from layers.runtime.suggestions import suggestion

__all__ = [
    "NAMED_TABLES",
    "cluster_reach",
    "development",
    "explain",
    "explained",
    "inequality",
    "margin",
    "outside",
    "overlap",
    "own_regions",
    "table_named",
    "underserved",
    "what_would",
    "within",
    "yields",
    "zone_use",
]

NAMED_TABLES: dict[str, NamedTable] = {
    table.name: table
    for table in sorted(declared(__name__, NamedTable), key=lambda table: table.place)
}
"""Every table that is asked for by name, in display order."""


def table_named(name: str) -> NamedTable:
    """Return the table of a name.

    Raises:
        UnknownError: there is no such table.

    >>> table_named("overlap").radii
    'one'
    """
    if name not in NAMED_TABLES:
        raise UnknownError(
            Message("measure-table-unknown", name=name, hint=suggestion(name, NAMED_TABLES))
        )
    return NAMED_TABLES[name]
