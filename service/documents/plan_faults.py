"""Probable faults of a plan's data, which break no rule: regions, points, columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from geo.region_faults import RegionFaults, region_faults
from layers import Plan
from layers.messages import Message, catalogue
from layers.plan.suspect_rows import SuspectRows, suspect_points
from layers.plan.weights import doubtful_weights, weights_left_out
from layers.schema.layer_schema import LAYERS
from service.documents.coverage import records

_MOST_GAPS = 5


class PlanFaults(NamedTuple):
    """Overlaps and gaps of regions, suspect points, and columns of the demand by name.

    A column is left out of figures because it cannot be measured, or doubtful because it looks like
    ids, years or rates.
    """

    regions: RegionFaults
    points: tuple[SuspectRows, ...]
    weights_left_out: dict[str, Message]
    weights_doubtful: dict[str, Message]

    @classmethod
    def of(cls, plan: Plan) -> PlanFaults:
        """Return the faults of a plan."""
        points = tuple(suspect_points(plan))
        return cls(region_faults(plan), points, weights_left_out(plan), doubtful_weights(plan))

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
        }
        regions = {"overlaps": records(self.regions.overlaps), "gaps": [*self.regions.gaps]}
        return {"regions": regions} | {name: told for name, told in further.items() if told}


def _ids(plan: Plan, suspect: SuspectRows) -> list[str]:
    ids: list[str] = plan.frame(suspect.layer)[str(LAYERS[suspect.layer].key)].tolist()
    return [ids[row] for row in suspect.rows]
