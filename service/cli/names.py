"""Names of the plan's things in tables: in Chinese those of `name_zh`, where there is one.

Ids are what a person types into the next command, so they stay: a zone's or an FTZ's name stands
behind its id. English tables have the ids alone, and `name` where a table has it.
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
    """Return the rows of a table with the names that the reader's language has.

    A column `name` is that of the thing whose key the table has beside it: `adcode`, `cluster_id`….
    """
    if language() == "en":
        return rows
    told = rows.copy(deep=False)
    if "name" in rows.columns:
        for key in rows.columns.intersection(list(_LAYER_OF_KEY)):
            names = _chinese(plan, _LAYER_OF_KEY[key])
            pairs = zip(rows[key], told["name"], strict=True)
            told["name"] = [names.get(id_, name) for id_, name in pairs]
    for column, layer in _BEHIND_ID.items():
        if column in rows.columns:
            both = {key: f"{key} {name}" for key, name in _chinese(plan, layer).items()}
            told[column] = [both.get(key, key) for key in rows[column]]
    return told


def reader_of(plan: Plan) -> Catalogue:
    """Return the catalogue of this run; in Chinese, the coarsest regions have Chinese names."""
    if language() == "en":
        return reader()
    rows = plan.terms.coarsest.names(plan.regions)[["name", "name_zh"]].dropna()
    names = dict(zip(rows["name"], rows["name_zh"], strict=True))
    return reader(lambda id_: names.get(id_, id_))


def title_of(scenario: Scenario) -> str:
    """Return the title of a scenario in the reader's language, where it has one."""
    return (language() == "zh" and scenario.title_zh) or scenario.title


def _chinese(plan: Plan, layer: str) -> dict[str, str]:
    """Return the Chinese names of a layer's things by key; of regions, those of every level."""
    frame = pd.DataFrame(plan.frame(layer))
    own = frame[[LAYERS[layer].columns[0].name, "name_zh"]]
    tables = [own]
    if layer == "regions":
        tables = [level.names(frame)[["adcode", "name_zh"]] for level in plan.levels]
    found: dict[str, str] = {}
    for table in tables:
        found |= dict(table.dropna().itertuples(index=False, name=None))
    return found
