"""The edits that lead from a plan to a layer of its zones that was edited elsewhere, as in QGIS.

What each row is, `geo.infer.match` tells. Here it is told again in the verbs of a scenario: a zone
that was cut is `split`, zones that became one `merge`, land that passed between two of an FTZ is a
`transfer`, a rigid shift a `move`, if making the edit gives what is in the layer, to the tolerance;
else the outlines are drawn anew (`reshape`). Made in order, the edits reach the layer: each outline
to the tolerance, each column exactly. One thing is not taken over: what tells of a zone as a whole
(its figures, published area, source, and whether it is verified) and was only copied to a part, a
copy or a merged zone. There it stays as the edit gives it, and a note says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.edits import Edit, EditContext, Merge, Remove, Split, Transfer
from geo.edits.shared_borders import HAIR_DEG, tied
from geo.edits.zone_rows import figures_of
from geo.infer.assign_ftz import ftz_of
from geo.infer.cut_line import cut_line
from geo.infer.match import match_zones
from geo.infer.single import (
    addition,
    columns_of_both,
    left_to_the_edit,
    made,
    outline_edit,
    settings,
    values_of,
)
from geo.infer.summary import account
from geo.polygons import polygonal
from geo.zone_outlines import alike, outlines
from layers.column_types import is_missing
from layers.errors import ScenarioError
from layers.layer_validation import rows_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.edits.set_attributes import Cell
    from geo.infer.match import Matches, Row
    from geo.zone_outlines import Outline
    from layers.plan import Plan

_FACTS = ("source", "verified")  # and whatever ends so, as boundary_source does
_HALF = 0.5
_CUTS = ("line", "geometry")


@dataclass(frozen=True)
class InferredEdits:
    """The edits, what was done to each zone, and notes on what was decided or left out.

    `zones` is the table of `geo.infer.summary`. `rewritten` counts the zones whose outline is
    spelled otherwise and is the same.
    """

    edits: tuple[Edit, ...]
    zones: pd.DataFrame
    rewritten: int
    notes: tuple[str, ...] = ()


def infer_edits(
    plan: Plan, edited: gpd.GeoDataFrame, tolerance_deg: float, scenario: str = "draft"
) -> InferredEdits:
    """Return the edits that lead from a plan's zones to an edited layer of them.

    Args:
        plan: the plan that was edited.
        edited: rows in the plan's CRS, as `layers.edited_layer` reads them: `zone_id`, `ftz_id`,
            either of which may be missing, valid MultiPolygons, any of the zones' columns.
        tolerance_deg: how far outlines may lie from what was drawn.
        scenario: the id of the scenario that is to come of it.

    Raises:
        ScenarioError: a row lies beyond the plan, or none is a zone of it.
    """
    context = EditContext.of(plan, scenario)
    _check_extent(edited, context)
    found = match_zones(plan.zones, edited, tolerance_deg)
    if not any(row.of for row in found.rows):
        raise ScenarioError(
            "none of the rows is a zone of the plan, by id or by land; name another"
        )
    inference = _Inference(plan, edited, found, context, tolerance_deg)
    inference.tell()
    told = account(found, inference.edits)
    return InferredEdits(
        tuple(inference.edits), told, _rewritten(plan, edited, found), tuple(inference.notes)
    )


@dataclass
class _Inference:
    """Makes edits one by one; `zones` is what has come of them so far."""

    plan: Plan
    edited: gpd.GeoDataFrame
    found: Matches
    context: EditContext
    tolerance_deg: float
    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zones, self.here = self.plan.zones, outlines(self.plan.zones)
        self.ftz = dict(zip(self.zones["zone_id"], self.zones["ftz_id"], strict=True))
        self.own = [row for row in self.found.rows if row.kind == "zone"]
        self.ftz_of_row = {row.number: self._ftz(row) for row in self.found.rows}

    def tell(self) -> None:
        """Find all edits."""
        for zone in self.found.removed:
            self.make(Remove(zone=zone))
        for row in self.own:
            self._split(row)
        for row in self.own:
            self._merge(row)
        for row in self.own:
            if self.ftz[str(row.of)] != self.ftz_of_row[row.number]:
                self.make(Remove(zone=self.name(row)))
        self._transfer()
        for row in self.found.rows:
            self._draw(row)
        self._set()

    def make(self, edit: Edit) -> None:
        try:
            self.zones = edit.apply(self.zones, self.context)
        except ScenarioError as error:
            raise ScenarioError(f"{edit.subject}: {line}" for line in error.lines) from error
        self.here = outlines(self.zones)
        self.edits.append(edit)

    def tried(
        self, verb: type[Edit], options: dict[str, Any]
    ) -> tuple[Edit | None, dict[str, Outline]]:
        """Return an edit and the outlines that it would give; none where it cannot be made."""
        try:
            edit = made(verb, options)
            return edit, outlines(edit.apply(self.zones, self.context))
        except ScenarioError:
            return None, {}

    def name(self, row: Row) -> str:
        """Return the id by which a row's zone is known so far."""
        known = row.kind == "zone" and row.zone_id not in self.here and row.of in self.here
        return str(row.of) if known else row.zone_id

    def alike(self, one: Outline | None, row: Row) -> bool:
        return one is not None and alike(one, row.shape, self.tolerance_deg)

    def _ftz(self, row: Row) -> str:
        given = self.edited["ftz_id"].iloc[row.number]
        if not is_missing(given):
            return str(given)
        if row.of is not None:
            return str(self.ftz[row.of])
        ftz, why = ftz_of(row.shape, self.plan)
        self.notes.append(f"{row.zone_id}: has no ftz_id; taken to be of {ftz}, {why}")
        return ftz

    def _split(self, row: Row) -> None:
        """Cut the parts off a zone, one after another, those first that a line cuts off."""
        zone = str(row.of)
        left = [
            part
            for part in self.found.rows
            if part.kind == "part" and part.of == zone
            if self.ftz_of_row[part.number] == self.ftz[zone]
        ]
        while left:
            rest = row.zone_id if len(left) == 1 else zone
            splits = ((part, self._cut(part, zone, rest, by=by)) for by in _CUTS for part in left)
            part, edit = next((pair for pair in splits if pair[1] is not None), (None, None))
            if part is None or edit is None:
                return
            self.make(edit)
            left.remove(part)

    def _cut(self, part: Row, zone: str, rest: str, *, by: str) -> Edit | None:
        """Return the split that cuts off a part, by a line or by its outline; None if none does."""
        land = self.here[zone]
        width = max(self.tolerance_deg, HAIR_DEG)
        shape = tied(part.shape, land, within_deg=width)
        drawn = shape if by == "geometry" else cut_line(shape, land, width)
        if drawn is None:
            return None
        for into in ((rest, part.zone_id), (part.zone_id, rest)):
            edit, there = self.tried(Split, {"zone": zone, by: drawn, "into": into})
            cut_off = there.get(part.zone_id)
            if self.alike(cut_off, part) or (
                cut_off is not None
                and by == "geometry"
                and shapely.intersection(cut_off, part.shape).area >= _HALF * part.shape.area
            ):
                return edit
        return None

    def _merge(self, row: Row) -> None:
        """Unite the zones that a row took in; those of another FTZ are dropped."""
        taken = [zone for zone, into in self.found.merged.items() if into == row.of]
        ftz = self.ftz_of_row[row.number]
        fit = [zone for zone in taken if self.ftz[zone] == ftz == self.ftz[str(row.of)]]
        for zone in taken:
            if zone not in fit:
                self.make(Remove(zone=zone))
        if fit:
            name = self.name(row)
            into = {} if name == row.zone_id else {"into": row.zone_id}
            self.make(made(Merge, {"zones": (name, *fit)} | into))

    def _transfer(self) -> None:
        """Hand over the land that one zone gave up and another of its FTZ took in."""
        open_ = [
            row
            for row in self.own
            if self.name(row) in self.here and not self.alike(self.here[self.name(row)], row)
        ]
        for giver, taker in permutations(open_, 2):
            edit = self._handed(giver, taker)
            if edit is not None:
                self.make(edit)

    def _handed(self, giver: Row, taker: Row) -> Edit | None:
        """Return the transfer that gives both their outlines, None if none does."""
        one, other = self.name(giver), self.name(taker)
        lost = shapely.difference(self.here[one], giver.shape)
        gained = shapely.difference(taker.shape, self.here[other])
        land = polygonal(shapely.intersection(lost, gained))
        if land is None or shapely.buffer(land, -self.tolerance_deg / 2).is_empty:
            return None
        edit, there = self.tried(Transfer, {"from": one, "to": other, "geometry": land})
        fits = self.alike(there.get(one), giver) and self.alike(there.get(other), taker)
        return edit if fits else None

    def _draw(self, row: Row) -> None:
        """Give a row's zone its outline, or add it."""
        name = self.name(row)
        if name in self.here:
            edit = outline_edit(
                name,
                self.here[name],
                row.shape,
                self.context,
                lambda one, other: alike(one, other, self.tolerance_deg),
            )
        else:
            values = values_of(self.edited.iloc[[row.number]])[0]
            values |= {"ftz_id": self.ftz_of_row[row.number]}
            edit = addition(row.zone_id, values, row.shape)
        if edit is not None:
            self.make(edit)

    def _set(self) -> None:
        """Set the columns that still differ, and ids that were given by hand."""
        columns, left_out = columns_of_both(self.plan.zones, self.edited)
        self.notes += left_out
        plan, here = _by_id(self.plan.zones), _by_id(self.zones)
        there = values_of(self.edited)
        facts = figures_of(self.zones) | {name for name in columns if name.endswith(_FACTS)}
        for row in self.found.rows:
            name, now = self.name(row), there[row.number]
            parents = self.found.parents(row)
            if row.of is not None and row.zone_id != row.of:
                parents = parents or [row.of]
            copied = [
                column
                for column in columns
                if column in facts
                and here[name][column] != now[column]
                and now[column] in [plan[parent][column] for parent in parents]
            ]
            own = [
                column
                for column in columns
                if column not in copied
                and (row.kind == "zone" or not left_to_the_edit(column, now[column]))
            ]
            edit = settings(name, here[name], now, own, row.zone_id)
            if edit is not None:
                self.make(edit)
            if copied:
                whole = " and ".join(parents)
                self.notes.append(
                    f"{row.zone_id}: {', '.join(copied)} not taken over: told of {whole} as a whole"
                )


def _by_id(zones: gpd.GeoDataFrame) -> dict[str, dict[str, Cell]]:
    return dict(zip(zones["zone_id"], values_of(zones), strict=True))


def _check_extent(edited: gpd.GeoDataFrame, context: EditContext) -> None:
    """Refuse rows beyond the plan's extent, such as land of another country."""
    west, south, east, north = context.extent
    bounds = edited.bounds.to_numpy()
    beyond = np.asarray((bounds < [west, south, west, south]).any(axis=1))
    beyond |= np.asarray((bounds > [east, north, east, north]).any(axis=1))
    if beyond.any():
        raise ScenarioError(
            f"{rows_of(beyond, edited['zone_id'])} lies beyond the plan's extent "
            f"{west:.4g}–{east:.4g}° E {south:.4g}–{north:.4g}° N; check the layer's CRS, or "
            "delete what is not of the plan"
        )


def _rewritten(plan: Plan, edited: gpd.GeoDataFrame, found: Matches) -> int:
    """Return how many outlines are spelled otherwise and are the same."""
    old, new = outlines(plan.zones), edited.geometry.to_numpy()
    return sum(
        not shapely.equals_identical(old[row.of], new[row.number])
        for row in found.rows
        if row.kind == "zone" and row.of in found.alike
    )
