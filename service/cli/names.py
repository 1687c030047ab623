"""Names of a plan's objects in tables, in the reader's language: in Chinese those of `name_zh`.

Ids are needed for the next command, so they stay: the name of a zone or an FTZ follows its id.
English tables have only the ids, and the column `name` if a table has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers.messages.languages import in_language
from layers.schema.layer_schema import LAYERS
from service.cli.language import language, reader

if TYPE_CHECKING:
    from geo import Scenario
    from layers import Plan
    from layers.messages import Catalogue

_BEHIND_ID = {"zone_id": "zones", "nearest_zone_id": "zones", "ftz_id": "ftzs"}
_LAYER_OF_KEY = {
    "adcode": "regions",
    "cluster_id": "clusters",
    "gateway_id": "gateways",
    "strategy_id": "strategies",
}


def named(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the rows of a table with names in the reader's language.

    A column `name` belongs to the key column beside it: `adcode`, `cluster_id`….
    """
    table = rows.copy(deep=False)
    if "name" in rows.columns:
        for key in rows.columns.intersection(list(_LAYER_OF_KEY)):
            names = _own_names(plan, _LAYER_OF_KEY[key])
            pairs = zip(rows[key], table["name"], strict=True)
            table["name"] = [names.get(id_, name) for id_, name in pairs]
    for column, layer in _BEHIND_ID.items():
        if column in rows.columns:
            both = {key: f"{key} {name}" for key, name in _own_names(plan, layer).items()}
            table[column] = [both.get(key, key) for key in rows[column]]
    return table


def reader_of(plan: Plan) -> Catalogue:
    """Return the catalogue of this run; the coarsest regions have names in its language."""
    rows = plan.terms.coarsest.names(plan.regions)
    own = f"name_{language()}"
    if own not in rows:
        return reader()
    rows = rows[["name", own]].dropna()
    names = dict(zip(rows["name"], rows[own], strict=True))
    return reader(lambda id_: names.get(id_, id_))


def title_of(scenario: Scenario) -> str:
    """Return the title of a scenario, in the reader's language if it has one."""
    titles = {"title": scenario.title, "title_zh": scenario.title_zh}
    return in_language(titles, "title", language()) or ""


def _own_names(plan: Plan, layer: str) -> dict[str, str]:
    """Return the names of a layer's rows in the reader's language by key, if it has such names.

    Those of regions are of every level.
    """
    frame, own = pd.DataFrame(plan.frame(layer)), f"name_{language()}"
    tables = [level.names(frame) for level in plan.levels] if layer == "regions" else [frame]
    by_key: dict[str, str] = {}
    for table in tables:
        if own in table:
            key = LAYERS[layer].columns[0].name
            by_key |= dict(table[[key, own]].dropna().itertuples(index=False, name=None))
    return by_key
