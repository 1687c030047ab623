"""Indicators of who is reached by zones that count: a group's own, its customs area's, two zones.

They have no purpose, and must be requested: as a target, in a table `purposes`, and a group's own
as an objective. Each counts the demand that the tables `own-regions` and `overlap` list in detail.
"""

from collections.abc import Iterator
from functools import partial

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, IndicatorsOfPlan, Value, one_point
from geo.coverage.plan_data import demand_attributes
from geo.indicators.people import people
from geo.tables.overlap import overlap
from geo.tables.own_regions import CUSTOMS, own_regions
from layers import Plan
from layers.messages import Message
from layers.schema.figures import Figure

KINDS = {"own": "own", "same_customs": "same-customs", "second": "second"}


def _counted(coverage: Coverage, kind: str, attribute: str) -> Iterator[Value]:
    """Yield how much of a demand attribute is reached by zones that count."""
    decides_from = one_point(coverage.plan.demand[attribute].to_numpy(float))
    own = None if kind == "second" else own_regions(coverage, attribute)[0][f"{kind}_amount"]
    for number, radius in enumerate(coverage.radii_km):
        if own is None:
            by_zones = overlap(coverage, radius, attribute)[0]
            value = by_zones.loc[by_zones["zones"] >= 2, "amount"].sum()
        else:
            value = own.iloc[number]
        yield Value(None, radius, float(value), decides_from)


def _indicators(plan: Plan) -> Iterator[Indicator]:
    for attribute in ("population", *demand_attributes(plan)):
        for number, (name, kind) in enumerate(KINDS.items()):
            key = f"{name}_{attribute}"
            yield Indicator(
                Figure(key),
                "",
                8 + number / 10,
                "more",
                (
                    f"demand.{attribute}",
                    *([f"regions.{CUSTOMS}"] if name == "same_customs" else []),
                ),
                points=partial(people, attribute=attribute) if kind == "own" else None,
                measure=partial(_counted, kind=name, attribute=attribute),
                is_own=kind == "own",
                instead=f"{'own:' if kind == 'same-customs' else ''}{attribute}@50",
                within=True,
                label=Message("score-indicator-reached-by", kind=kind, attribute=attribute),
            )


_REACHED_BY = IndicatorsOfPlan(_indicators)
