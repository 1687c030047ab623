"""Names of a plan's objects in tables: in Chinese those of `name_zh`, if present.

Ids are needed for the next command, so they stay: the name of a zone or an FTZ follows its id.
English tables have only the ids, and the column `name` if a table has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

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
    if language() == "en":
        return rows
    table = rows.copy(deep=False)
    if "name" in rows.columns:
        for key in rows.columns.intersection(list(_LAYER_OF_KEY)):
            names = _chinese(plan, _LAYER_OF_KEY[key])
            pairs = zip(rows[key], table["name"], strict=True)
            table["name"] = [names.get(id_, name) for id_, name in pairs]
    for column, layer in _BEHIND_ID.items():
        if column in rows.columns:
            both = {key: f"{key} {name}" for key, name in _chinese(plan, layer).items()}
            table[column] = [both.get(key, key) for key in rows[column]]
    return table


def reader_of(plan: Plan) -> Catalogue:
    """Return the catalogue of this run; in Chinese, the coarsest regions have Chinese names."""
    if language() == "en":
        return reader()
    rows = plan.terms.coarsest.names(plan.regions)[["name", "name_zh"]].dropna()
    names = dict(zip(rows["name"], rows["name_zh"], strict=True))
    return reader(lambda id_: names.get(id_, id_))


def title_of(scenario: Scenario) -> str:
    """Return the title of a scenario, in the reader's language if it has one."""
    return (language() == "zh" and scenario.title_zh) or scenario.title


def _chinese(plan: Plan, layer: str) -> dict[str, str]:
    """Return the Chinese names of a layer's rows by key; for regions those of every level."""
    frame = pd.DataFrame(plan.frame(layer))
    finest = frame[[LAYERS[layer].columns[0].name, "name_zh"]]
    tables = [finest]
    if layer == "regions":
        tables = [level.names(frame)[["adcode", "name_zh"]] for level in plan.levels]
    by_key: dict[str, str] = {}
    for table in tables:
        by_key |= dict(table.dropna().itertuples(index=False, name=None))
    return by_key
