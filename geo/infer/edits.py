"""The edits from a plan to a layer of its zones that was edited elsewhere, as in QGIS.

`geo.infer.match` finds the zone of each row. Here the change is expressed in the verbs of a
scenario: a cut zone is a `split`, zones that became one a `merge`, land exchanged between two zones
of an FTZ a `transfer`, a rigid shift a `move`, if applying the edit gives the layer's outlines, to
the tolerance; else the outline is a `reshape`. Applied in order, the edits give the layer: each
outline to the tolerance, each column exactly. One exception: attributes of a zone as a whole (its
figures, published area, source, and whether it is verified) that were only copied to a part or a
copy are not taken over. There the edit's values apply, with a note. Such attributes of a merged
zone are taken over; a note states that the merge alone would give other values.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.edits import Edit, EditContext, Merge, Move, Remove, Split, Transfer
from geo.edits.base import bounds_of, numeric_columns
from geo.edits.frame import inside_extent
from geo.edits.set_attributes import AttributeValue
from geo.edits.shared_borders import SNAP_DEG, snapped
from geo.infer import Missing
from geo.infer.match import LayerRow, Matches, match_zones, no_match, notes_of
from geo.infer.single import (
    add_edit,
    assign_ftz,
    attributes_by_id,
    attributes_of,
    comparable_columns,
    cut_line,
    in_zone,
    is_left_to_edit,
    make_edit,
    outline_edit,
    set_edit,
)
from geo.infer.summary import summarise
from geo.validation import joined_by_and
from geo.zone import Outline, alike, outlines
from layers.errors import ScenarioError
from layers.geometry.antimeridian import in_one_frame
from layers.geometry.validity import polygonal
from layers.messages import Message
from layers.plan.layer_validation import rows_of
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing

_FACTS = ("source", "verified")  # and names that end so, as boundary_source does
_NAMES = ("name", "name_zh")
_RIGID_M = 1e-3  # a move nearer than this to the drawn outline counts as exact


@dataclass(frozen=True)
class InferredEdits:
    """The edits, the changes of each zone, and notes on decisions and omissions.

    `zones` is the table of `geo.infer.summary`, `rows` the zone of each row. `rewritten` counts
    outlines with other coordinates but the same shape; `kept` are zones missing in the layer that
    stay.
    """

    edits: tuple[Edit, ...]
    zones: pd.DataFrame
    rewritten: int
    notes: tuple[Message, ...] = ()
    kept: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


def infer_edits(  # noqa: PLR0913  the layer's reading options, and the result's
    plan: Plan,
    edited: gpd.GeoDataFrame,
    tolerance_deg: float,
    scenario: str = "draft",
    id_column: str | None = "zone_id",
    *,
    missing: Missing = "remove",
) -> InferredEdits:
    """Return the edits from a plan's zones to an edited layer of them.

    Args:
        plan: the plan that was edited.
        edited: rows in the plan's CRS, as `layers.importing.edited_layer` reads them: `zone_id`,
            `ftz_id`, either of which may be missing, valid MultiPolygons, any zone columns.
        tolerance_deg: how far outlines may deviate from the drawn ones.
        scenario: the id of the resulting scenario.
        id_column: the file's name of `zone_id`; None: it has none, and no zone is renamed.
        missing: what to do with missing zones; a note reports kept ones.

    Raises:
        ScenarioError: rows lie beyond the plan, have invalid values, or none is a zone of it: a
            line for each problem.
    """
    context = EditContext.of(plan, scenario)
    beyond = _beyond(edited, context)
    problems = []
    if beyond.any():
        rows, extent = rows_of(beyond, edited["zone_id"]), bounds_of(context.extent)
        problems = [Message("infer-rows-beyond-extent", rows=rows, extent=extent)]
        edited = edited[~beyond].reset_index(drop=True)
        if edited.empty:
            raise ScenarioError(problems)
    matches = match_zones(plan.zones, edited, tolerance_deg, labelled=not id_column).settled(
        missing
    )
    if not any(row.of for row in matches.rows):
        raise ScenarioError([*problems, no_match(plan.zones, edited, id_column)])
    inference = _Inference(plan, edited, matches, context, tolerance_deg, problems=problems)
    inference.run()
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return InferredEdits(
        edits=tuple(inference.edits),
        zones=summarise(matches, inference.edits),
        rewritten=_rewritten(plan, edited, matches),
        notes=tuple(inference.notes),
        kept=matches.kept,
        rows=tuple(row.zone_id for row in matches.rows),
    )


@dataclass
class _Inference:
    """Infers edits one by one and applies each; `zones` is their result so far.

    `problems` collects the errors of edits; the others are still inferred.
    """

    plan: Plan
    edited: gpd.GeoDataFrame
    matches: Matches
    context: EditContext
    tolerance_deg: float
    edits: list[Edit] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zones, self.shapes = self.plan.zones, outlines(self.plan.zones)
        self._tried: tuple[Edit | None, gpd.GeoDataFrame, gpd.GeoDataFrame]
        self._tried = None, self.zones, self.zones
        self.ftz = dict(zip(self.zones["zone_id"], self.zones["ftz_id"], strict=True))
        self.zone_rows = [row for row in self.matches.rows if row.kind == "zone"]
        self.parts: defaultdict[str | None, list[LayerRow]] = defaultdict(list)
        for row in self.matches.rows:
            if row.kind == "part":
                self.parts[row.of].append(row)
        self.values = attributes_of(self.edited)
        self.ftz_of_row = {row.number: self._ftz(row) for row in self.matches.rows}

    def run(self) -> None:
        """Infer all edits."""
        self.notes += notes_of(self.matches)
        for zone in self.matches.removed:
            self.apply(Remove(zone=zone))
        for row in self.zone_rows:
            with self.gathering():
                self._split(row)
        for row in self.zone_rows:
            with self.gathering():
                self._merge(row)
        for row in self.zone_rows:
            if self.ftz[str(row.of)] != self.ftz_of_row[row.number]:
                self.apply(Remove(zone=self.name(row)))
        with self.gathering():
            self._transfer()
        for row in self.matches.rows:
            with self.gathering():
                self._draw(row)
        self._set()

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Collect the problems of an edit, and continue."""
        try:
            yield
        except ScenarioError as error:
            self.problems += error.problems

    def apply(self, edit: Edit) -> None:
        """Apply an edit to the zones, and keep it; one that was just tried is not applied twice."""
        tried, before, after = self._tried
        try:
            is_known = tried is edit and before is self.zones
            self.zones = after if is_known else edit.apply(self.zones, self.context)
        except ScenarioError as error:
            raise ScenarioError(
                Message("infer-in-zone", zone=edit.subject, reason=problem)
                for problem in error.problems
            ) from error
        self.shapes = outlines(self.zones)
        self.edits.append(edit)

    def tried(
        self, verb: type[Edit], options: dict[str, Any]
    ) -> tuple[Edit | None, dict[str, Outline]]:
        """Return an edit and the outlines that it would give; None if it cannot be applied."""
        try:
            edit = make_edit(verb, options)
            zones = edit.apply(self.zones, self.context)
            self._tried = edit, self.zones, zones
            return edit, outlines(zones)
        except ScenarioError:
            return None, {}

    def name(self, row: LayerRow) -> str:
        """Return the present id of a row's zone."""
        if row.kind == "zone" and row.zone_id not in self.shapes and row.of in self.shapes:
            return str(row.of)  # it is renamed later
        return row.zone_id

    def alike(self, one: Outline | None, row: LayerRow) -> bool:
        return one is not None and alike(one, row.shape, self.tolerance_deg)

    def _ftz(self, row: LayerRow) -> str | None:
        ftz_id = self.edited["ftz_id"].iloc[row.number]
        if not is_missing(ftz_id):
            return str(ftz_id)
        if row.of is not None:
            of: str | None = self.ftz[row.of]
            return of
        ftz, why = assign_ftz(row.shape, self.plan)
        if ftz is not None:
            self._note(row, Message("infer-ftz-assigned", ftz=ftz, why=why))
        return ftz

    def _note(self, row: LayerRow, note: Message) -> None:
        self.notes.append(in_zone(row.zone_id, note))

    def _split(self, row: LayerRow) -> None:
        """Cut the parts off a zone, one after another, parts cut off by a line first."""
        zone = str(row.of)
        remaining = [
            part for part in self.parts[zone] if self.ftz_of_row[part.number] == self.ftz[zone]
        ]
        while remaining:
            rest = row.zone_id if len(remaining) == 1 else zone
            splits = (
                (part, self._cut(part, zone, rest, by=by))
                for by in ("line", "geometry")
                for part in remaining
            )
            part, edit = next((pair for pair in splits if pair[1] is not None), (None, None))
            if part is None or edit is None:
                return
            self.apply(edit)
            remaining.remove(part)

    def _cut(self, part: LayerRow, zone: str, rest: str, *, by: str) -> Edit | None:
        """Return the split that cuts off a part, by line or by outline; None if impossible."""
        shape, land = in_one_frame(np.array([part.shape, self.shapes[zone]], dtype=object))
        width = max(self.tolerance_deg, SNAP_DEG)
        shape = snapped(shape, land, within_deg=width)
        cutter = shape if by == "geometry" else cut_line(shape, land, width)
        if cutter is None:
            return None
        for into in ((rest, part.zone_id), (part.zone_id, rest)):
            edit, shapes = self.tried(Split, {"zone": zone, by: cutter, "into": into})
            cut_off = shapes.get(part.zone_id)
            if self.alike(cut_off, part) or (
                cut_off is not None
                and by == "geometry"
                and shapely.intersection(cut_off, part.shape).area >= 0.5 * part.shape.area
            ):
                return edit
        return None

    def _merge(self, row: LayerRow) -> None:
        """Merge the zones absorbed by a row; those of another FTZ are removed."""
        absorbed = self.matches.absorbed.get(row.of, [])
        ftz = self.ftz_of_row[row.number]
        fit = [zone for zone in absorbed if self.ftz[zone] == ftz == self.ftz[str(row.of)]]
        for zone in absorbed:
            if zone not in fit:
                self.apply(Remove(zone=zone))
        if fit:
            name = self.name(row)
            into = {} if name == row.zone_id else {"into": row.zone_id}
            self.apply(make_edit(Merge, {"zones": (name, *fit)} | into))

    def _transfer(self) -> None:
        """Transfer the land that one zone lost and another of its FTZ gained."""
        open_ = [
            row
            for row in self.zone_rows
            if self.name(row) in self.shapes and not self.alike(self.shapes[self.name(row)], row)
        ]
        takers = shapely.STRtree([row.shape for row in open_])
        for giver in open_:
            land = self.shapes[self.name(giver)]  # transfers that follow leave it less
            for taker in (open_[number] for number in np.sort(takers.query(land))):
                edit = None if taker is giver else self._transfer_of(giver, taker)
                if edit is not None:
                    self.apply(edit)

    def _transfer_of(self, giver: LayerRow, taker: LayerRow) -> Edit | None:
        """Return the transfer that gives both zones their outlines, None if impossible."""
        one, other = self.name(giver), self.name(taker)
        lost = shapely.difference(self.shapes[one], giver.shape)
        gained = shapely.difference(taker.shape, self.shapes[other])
        land = polygonal(shapely.intersection(lost, gained))
        if land is None or shapely.buffer(land, -self.tolerance_deg / 2).is_empty:
            return None
        edit, shapes = self.tried(Transfer, {"from": one, "to": other, "geometry": land})
        fits = self.alike(shapes.get(one), giver) and self.alike(shapes.get(other), taker)
        return edit if fits else None

    def _draw(self, row: LayerRow) -> None:
        """Give a row's zone its outline, or add it."""
        name = self.name(row)
        if name in self.shapes:
            edit = outline_edit(
                name,
                self.shapes[name],
                row.shape,
                self.context,
                lambda one, other: alike(one, other, self.tolerance_deg),
            )
        else:
            values = self.values[row.number] | {"ftz_id": self.ftz_of_row[row.number]}
            edit = add_edit(row.zone_id, values, row.shape)
        if edit is not None:
            self.apply(edit)
        if not isinstance(edit, Move):
            return
        both = in_one_frame(np.array([self.shapes[name], row.shape], object))
        apart_m = (
            math.radians(shapely.hausdorff_distance(*both)) * self.context.ellipsoid.semi_major_m
        )
        if apart_m > _RIGID_M:
            metres = math.ceil(100 * apart_m) / 100
            self._note(row, Message("infer-moved-nearly", metres=metres))

    def _set(self) -> None:
        """Set the columns that still differ, and ids changed by hand."""
        columns, left_out = comparable_columns(self.plan.zones, self.edited)
        self.notes += left_out
        plan, current = attributes_by_id(self.plan.zones), attributes_by_id(self.zones)
        whole = {row.of: self.values[row.number] for row in reversed(self.zone_rows)}
        figures = numeric_columns(self.zones)
        facts = [name for name in columns if name in figures or name.endswith(_FACTS)]
        for row in self.matches.rows:
            name, now = self.name(row), self.values[row.number]
            if name not in current:  # it could not be added
                continue
            parents = self.matches.parents(row)
            if row.of is not None and row.zone_id != row.of:
                parents = parents or [row.of]
            changed = [it for it in facts if current[name][it] != now[it]]
            copied = [it for it in changed if now[it] in [plan[parent][it] for parent in parents]]
            left = self._left_out(row, copied, parents)
            if row.kind != "zone":
                left |= {it for it in columns if is_left_to_edit(it, current[name][it], now[it])}
            settable = [it for it in columns if it not in left]
            with self.gathering():
                edit = set_edit(name, current[name], now, settable, row.zone_id)
                if edit is not None:
                    self.apply(edit)
            if row.kind in {"part", "copy"} and row.of is not None:
                self._note_name(row, now, whole.get(row.of, plan[row.of]))

    def _left_out(self, row: LayerRow, copied: list[str], parents: Sequence[str]) -> set[str]:
        """Return which columns copied from other zones are not set, with a note on them."""
        merged = row.kind == "zone" and len(parents) > 1
        if copied:
            zones = joined_by_and(Message("edits-zone", zone=parent) for parent in parents)
            code = "infer-columns-kept" if merged else "infer-columns-left"
            self._note(row, Message(code, columns=tuple(copied), zones=zones))
        return set() if merged else set(copied)

    def _note_name(
        self, row: LayerRow, now: Mapping[str, AttributeValue], whole: Mapping[str, AttributeValue]
    ) -> None:
        """Note that a part or a copy has the name of its original zone."""
        same = [now[column] for column in _NAMES if now.get(column)]
        if same and all(now.get(column) == whole.get(column) for column in _NAMES):
            self._note(row, Message("infer-name-copied", name=str(same[0]), zone=str(row.of)))


def _beyond(edited: gpd.GeoDataFrame, context: EditContext) -> NDArray[np.bool_]:
    """Return which rows lie outside the plan's extent, such as land of another country."""
    parts, row = shapely.get_parts(edited.geometry.to_numpy(), return_index=True)
    beyond = np.zeros(len(edited), dtype=bool)
    beyond[row[~inside_extent(shapely.bounds(parts), context.extent)]] = True
    return beyond


def _rewritten(plan: Plan, edited: gpd.GeoDataFrame, matches: Matches) -> int:
    """Return how many outlines have other coordinates but the same shape."""
    old, new = outlines(plan.zones), edited.geometry.to_numpy()
    return sum(
        not shapely.equals_identical(old[row.of], new[row.number])
        for row in matches.rows
        if row.kind == "zone" and row.of in matches.alike
    )
