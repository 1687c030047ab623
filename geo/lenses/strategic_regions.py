"""Coverage by national strategic region."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.coverage import Coverage
from geo.coverage.plan_data import within_levels
from geo.lenses.lens import Lens
from geo.lenses.region_groups import has_demand
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.edges import Ints
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.schema.lists import split_list

COLUMN = "strategies"
"""The column of `regions` with the strategic regions of a district."""


@checked_call(MeasureError)
def strategies(coverage: Coverage) -> pd.DataFrame:
    """Return area and population of each strategic region, total and covered, by radius.

    A district belongs to the strategic regions listed in its `strategies` column (ids separated by
    semicolons). It may belong to several: rows of different regions must not be added. The plan's
    `strategies` layer describes the ids; without it names are null and nothing is verified.

    Returns:
        Columns `strategy_id`, `name`, `name_zh`, `radius_km`, `districts`, `area_km2`,
        `covered_area_km2`, `covered_area_share`, `population`, `covered_population`,
        `covered_population_share` (shares 0–1; people null without demand), the plan's own weights
        as in `Coverage.totals` (`jobs`, `covered_jobs`), `source`, `verified` (both of the
        membership). Rows in the order of the layer; ids that it lacks come after it.

    Raises:
        UnknownError: the plan's regions have no `strategies` column.

    >>> from geo import CoverageMeter
    >>> from geo.lenses import strategies
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> strategies(coverage)[["name", "covered_population"]].values.tolist()
    [['Coastal belt', 0.0], ['Coastal belt', 500.0]]
    """
    plan, plan_data = coverage.plan, coverage.plan_data
    if COLUMN not in plan.regions.columns:
        raise UnknownError(Message("measure-strategies-missing", column=COLUMN))
    members, layer = strategic_members(plan), plan.frame("strategies")
    counted, rows = has_demand(plan_data), []
    level = coverage.demand_level(range(len(coverage.reaches)))
    count, own = len(coverage.radii_km), plan_data.weights
    for id_, districts in members.items():
        none = 0.0 if counted[districts].any() else np.nan
        whole = plan_data.points_of(districts)
        amounts = {name: amount[whole] for name, amount in own.items()}
        within = {name: within_levels(level[whole], amounts[name], count) for name in own}
        for number, radius_km in enumerate(coverage.radii_km):
            covered = coverage.figures.covered
            rows.append(
                {
                    "strategy_id": id_,
                    coverage.radius_column: radius_km,
                    "districts": len(districts),
                    "area_km2": plan_data.region_area_km2[districts].sum(),
                    "covered_area_km2": covered.land_km2[number, districts].sum(),
                    "population": plan_data.population[whole].sum() + none,
                    "covered_population": covered.people[number, districts].sum() + none,
                }
                | {name: amount.sum() + none for name, amount in amounts.items()}
                | {f"covered_{name}": within[name][number] + none for name in own}
            )
    columns = ["strategy_id", coverage.radius_column, "districts", "area_km2", "covered_area_km2"]
    columns += [f"{part}{name}" for name in ("population", *own) for part in ("", "covered_")]
    table = pd.DataFrame(rows, columns=columns)
    living = table["population"].where(table["population"] > 0)
    table.insert(5, "covered_area_share", table["covered_area_km2"] / table["area_km2"])
    table.insert(8, "covered_population_share", table["covered_population"] / living)
    names = layer.set_index("strategy_id")
    for place, name in ((1, "name"), (2, "name_zh")):
        table.insert(place, name, table["strategy_id"].map(names[name]))
    table["source"] = table["strategy_id"].map(names["source"])
    verified = table["strategy_id"].map(names["verified"].astype(object))
    return table.assign(verified=verified.eq(other=True))


def strategy_districts(plan: Plan, name: str) -> NDArray[np.bool_]:
    """Return which districts belong to a strategic region, given by its id or name."""
    inside = np.zeros(len(plan.regions), bool)
    members, layer = strategic_members(plan), plan.frame("strategies")
    named = (layer[["name", "name_zh"]] == name).any(axis=1)
    for id_ in {name, *layer.loc[named, "strategy_id"]} & members.keys():
        inside[members[id_]] = True
    return inside


def strategies_of(plan: Plan) -> pd.DataFrame:
    """Return `strategy_id`, `name` and `name_zh` of the strategic regions of districts."""
    ids = sorted(strategic_members(plan))
    names = plan.frame("strategies")[["strategy_id", "name", "name_zh"]]
    return pd.DataFrame({"strategy_id": ids}, dtype=object).merge(names, how="left")


def strategic_members(plan: Plan) -> dict[str, Ints]:
    """Return the rows of the districts of each strategic region by id, in the order of the layer.

    Ids that the layer lacks come last; empty without the column.
    """
    members = _members(plan.regions[COLUMN]) if COLUMN in plan.regions.columns else {}
    listed = [id_ for id_ in plan.frame("strategies")["strategy_id"] if id_ in members]
    return {id_: members[id_] for id_ in [*listed, *sorted(members.keys() - set(listed))]}


def _members(ids: pd.Series[str]) -> dict[str, Ints]:
    """Return the rows of the districts of each strategic region."""
    split = ids.reset_index(drop=True).map(split_list).explode().dropna()
    return {str(id_): np.unique(part.index) for id_, part in split.groupby(split)}


_SHARES = "covered_area_share covered_population covered_population_share"
LENS = Lens(
    "strategies",
    2,
    "Show what the zones cover of each national strategic region.",
    strategies,
    {"strategies": f"strategy_id name radius_km {_SHARES} verified"},
)
