"""Probable faults of a plan's data, which break no rule: regions, points, columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from geo.land_use import contradictions
from geo.region_faults import RegionFaults, region_faults
from layers import Plan
from layers.messages import Message, catalogue
from layers.plan.suspect_rows import SuspectRows, suspect_points
from layers.plan.weights import doubtful_weights, weights_left_out
from layers.schema.layer_schema import LAYERS
from layers.schema.lists import split_list
from layers.schema.performance import ALL_FTZS, NATIONS, conflicts, indicator_label
from service.documents.coverage import records

_MOST_GAPS = 5


class PlanFaults(NamedTuple):
    """Overlaps and gaps of regions, suspect points, and columns of the demand by name.

    It also lists impossible statements of land use, and figures of performance that conflict or
    belong to no zone or FTZ. A column is excluded from figures if it cannot be measured, or
    doubtful if it looks like ids, years or rates.
    """

    regions: RegionFaults
    points: tuple[SuspectRows, ...]
    weights_left_out: dict[str, Message]
    weights_doubtful: dict[str, Message]
    land_use: tuple[Message, ...]
    performance: tuple[Message, ...]

    @classmethod
    def of(cls, plan: Plan) -> PlanFaults:
        """Return the faults of a plan."""
        points = tuple(suspect_points(plan))
        weights = weights_left_out(plan), doubtful_weights(plan)
        use = tuple(contradictions(plan, plan.zones))
        return cls(region_faults(plan), points, *weights, use, tuple(_of_performance(plan)))

    def messages(self) -> Iterator[Message]:
        """Yield a message for each kind of fault."""
        overlaps, gaps = self.regions
        if not overlaps.empty:
            worst = overlaps.iloc[0]
            yield Message(
                "cli-regions-overlap",
                pairs=len(overlaps),
                area_km2=float(overlaps["overlap_km2"].sum()),
                one=worst["adcode"],
                other=worst["other"],
                most_km2=float(worst["overlap_km2"]),
            )
        if gaps:
            more = max(0, len(gaps) - _MOST_GAPS)
            yield Message("cli-regions-gaps", regions=gaps[:_MOST_GAPS], more=more)
        yield from (suspect.every for suspect in self.points)
        yield from self.weights_left_out.values()
        yield from self.weights_doubtful.values()
        yield from self.land_use
        yield from self.performance

    def document(self, plan: Plan) -> dict[str, Any]:
        """Return the faults as parts of a document; of points and columns only if there are any."""
        points = [
            {
                "layer": suspect.layer,
                "ids": _ids(plan, suspect),
                "message": str(suspect.every),
                "message_zh": catalogue("zh").text(suspect.every),
            }
            for suspect in self.points
        ]
        further = {
            "suspect_rows": points,
            "weights_left_out": [*map(str, self.weights_left_out.values())],
            "weights_doubtful": [*map(str, self.weights_doubtful.values())],
            "land_use": [*map(str, self.land_use)],
            "performance": [*map(str, self.performance)],
        }
        regions = {"overlaps": records(self.regions.overlaps), "gaps": [*self.regions.gaps]}
        return {"regions": regions} | {name: rows for name, rows in further.items() if rows}


def _ids(plan: Plan, suspect: SuspectRows) -> list[str]:
    ids: list[str] = plan.frame(suspect.layer)[str(LAYERS[suspect.layer].key)].tolist()
    return [ids[row] for row in suspect.rows]


def _of_performance(plan: Plan) -> Iterator[Message]:
    """Yield that figures are of places that the plan lacks, and which conflict."""
    table = plan.frame("performance")
    known = {*plan.zones["zone_id"], *plan.zones["ftz_id"].dropna(), *plan.ftzs["ftz_id"]}
    known |= {ALL_FTZS, *NATIONS}
    places = [
        (*split_list(zones), *(() if ftz is None else (str(ftz),)))
        for ftz, zones in zip(table["ftz_id"], table["zone_id"], strict=True)
    ]
    lost = dict.fromkeys(one for each in places for one in each if one not in known)
    if lost:
        count = sum(not known.issuperset(each) for each in places)
        yield Message("plan-performance-unknown", count=count, places=tuple(lost))
    for one in conflicts(table):
        yield Message(
            "plan-performance-conflict",
            place=one.place,
            indicator=indicator_label(one.indicator),
            period=one.period,
            count=len(one.rows),
        )
