"""The boundaries of a dossier: four bounds and boundary points of each block that changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.bounds import FourSides, block_bounds
from geo.zone import outlines
from layers.formats.boundary_points import BoundaryPoint, block_points, grid_of, is_cgcs2000
from layers.formats.csv import safe_cell
from layers.geometry.antimeridian import whole
from layers.runtime.cache import cached_property
from service.report.document import ReportBlock, ReportTable, ReportText
from service.report.figures import NO_FIGURE, two
from service.report.measured import Measured
from service.report.writer import ALL_ROWS, ReportColumns, Writer

_MOST_BLOCKS = 400  # with four bounds, each looked up among all names nearby
_DEGREES, _METRES = 7, 3  # decimals in the document: about a centimetre, a millimetre
_DEGREES_IN_FILE, _METRES_IN_FILE = 9, 4


class ChangedBlock(NamedTuple):
    """A block of a zone that changes, by its number in the zone; `is_planned`, else released.

    Its points are in `grid`, None for degrees alone.
    """

    zone_id: str
    number: int
    land: shapely.Polygon
    sides: FourSides | None
    is_planned: bool
    grid: CRS | None


class ChangedBoundaries:
    """The blocks that a scenario plans otherwise than they are, and those that it releases."""

    def __init__(self, writer: Writer, one: Measured) -> None:
        """Look for them on first use."""
        self._writer, self._one = writer, one

    @cached_property
    def blocks(self) -> list[ChangedBlock]:
        """Return the blocks, in the order of zones: those planned, then those released."""
        before, after = (outlines(it.zone_frame) for it in self._one.comparison.coverages)
        former = self._one.comparison.renamed
        zones = [str(row["zone_id"]) for row in self._one.changes]
        was = [before.get(former.get(zone, zone)) for zone in zones]
        now = [after.get(zone) for zone in zones]
        planned = [*self._blocks(zones, now, was, is_planned=True)]
        released = [*self._blocks(zones, was, now, is_planned=False)]
        return [*planned, *released]

    def _blocks(
        self,
        zones: list[str],
        shapes: Sequence[BaseGeometry | None],
        others: Sequence[BaseGeometry | None],
        *,
        is_planned: bool,
    ) -> Iterator[ChangedBlock]:
        """Yield the blocks of shapes that the other shape of the same zone lacks."""
        plan = self._writer.plan
        nothing = shapely.MultiPolygon()
        known = [nothing if it is None else it for it in shapes]
        apart: list[shapely.MultiPolygon] = []
        for shape, other in zip(known, others, strict=True):
            blocks = shapely.get_parts(whole(shape))
            against = nothing if other is None else whole(other)
            if is_planned:
                same = {it.wkb for it in shapely.normalize(shapely.get_parts(against))}
                kept = [it for it in blocks if shapely.normalize(it).wkb not in same]
            else:
                kept = [it for it in blocks if shapely.intersection(it, against).area == 0]
            apart.append(shapely.MultiPolygon(kept))
        count = sum(len(it.geoms) for it in apart)
        drafts = (
            block_bounds(plan, apart, self._writer.language)
            if count <= _MOST_BLOCKS
            else iter([None] * len(apart))
        )
        for zone, shape, own, draft in zip(zones, known, apart, drafts, strict=True):
            if not len(own.geoms):
                continue
            numbers = {it.wkb: n for n, it in enumerate(shapely.get_parts(whole(shape)), start=1)}
            grid = grid_of(shape, plan.crs) if is_planned else None
            for nth, land in enumerate(own.geoms):
                sides = None if draft is None else draft[nth].sides
                yield ChangedBlock(zone, numbers[land.wkb], land, sides, is_planned, grid)

    @cached_property
    def points(self) -> list[tuple[ChangedBlock, list[BoundaryPoint]]]:
        """Return the points of each block that is planned."""
        crs = self._writer.plan.crs
        return [(it, block_points(it.land, crs, it.grid)) for it in self.blocks if it.is_planned]

    def bounds(self) -> Iterator[ReportBlock]:
        """Yield the table of four bounds."""
        say, text = self._writer.say, self._writer.text
        blocks = self.blocks
        areas = self._writer.plan.ellipsoid.area_km2(np.array([it.land for it in blocks], object))
        sides: ReportColumns = {
            head: [
                NO_FIGURE if it.sides is None else text(getattr(it.sides, side)) for it in blocks
            ]
            for side, head in zip(FourSides._fields, _SIDE_HEADS, strict=True)
        }
        columns: ReportColumns = {
            "cli-col-zone": [self._zone(it) for it in blocks],
            "dossier-col-block": [str(it.number) for it in blocks],
            "cli-col-change": [
                say("dossier-block", planned="yes" if it.is_planned else "no") for it in blocks
            ],
            **sides,
            "dossier-col-area": [*map(two, areas)],
        }
        note = say("dossier-bounds-note")
        yield self._writer.table(say("dossier-table-bounds"), columns, note, ALL_ROWS, grouped=True)

    def points_table(self) -> Iterator[ReportBlock]:
        """Yield the table of boundary points: all of them, or so many as a document holds."""
        say = self._writer.say
        rows = [(block, point) for block, points in self.points for point in points]
        shown = rows[:ALL_ROWS]
        columns: ReportColumns = {
            "cli-col-zone": [f"{block.zone_id} · {block.number}" for block, _ in shown],
            "dossier-col-ring": [str(point.ring) for _, point in shown],
            "dossier-col-point": [f"J{point.number}" for _, point in shown],
            "dossier-col-lon": [f"{point.lon:.{_DEGREES}f}" for _, point in shown],
            "dossier-col-lat": [f"{point.lat:.{_DEGREES}f}" for _, point in shown],
        }
        if any(block.grid is not None for block, _ in shown):
            columns["dossier-col-north"] = [_metres(point.north_m, _METRES) for _, point in shown]
            columns["dossier-col-east"] = [_metres(point.east_m, _METRES) for _, point in shown]
        grids = self._grids()
        about = {"crs": self._writer.crs, "grids": grids, "has_grid": "yes" if grids else "no"}
        yield ReportText(say("dossier-points-crs", **about))
        table: ReportTable = self._writer.table(
            say("dossier-table-points"),
            columns,
            say("dossier-points-note", count=len(rows)),
            ALL_ROWS,
        )
        yield table

    def _grids(self) -> tuple[str, ...]:
        """Return the names of the grids, of CGCS2000 by the numbers of their bands."""
        names = dict.fromkeys(it.grid.name for it, _ in self.points if it.grid is not None)
        if not is_cgcs2000(self._writer.plan.crs):
            return tuple(names)
        say = self._writer.say
        return tuple(say("dossier-band", number=name.rpartition(" ")[2]) for name in names)

    def _zone(self, block: ChangedBlock) -> str:
        return self._writer.names.both("zones", block.zone_id)

    def csv(self) -> bytes:
        """Return the boundary points as a table of text."""
        out = io.StringIO(newline="")
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(_COLUMNS)
        crs = self._writer.plan.crs.to_string()
        for block, points in self.points:
            grid = "" if block.grid is None else _grid_name(block.grid)
            for it in points:
                degrees = (f"{value:.{_DEGREES_IN_FILE}f}" for value in (it.lon, it.lat))
                metres = (
                    _metres(value, _METRES_IN_FILE) if grid else ""
                    for value in (it.north_m, it.east_m)
                )
                about = safe_cell(block.zone_id), block.number, it.ring, f"J{it.number}"
                rows.writerow([*about, *degrees, crs, *metres, grid])
        return out.getvalue().encode("utf-8-sig")


_SIDE_HEADS = (
    "dossier-col-to-east",
    "dossier-col-to-south",
    "dossier-col-to-west",
    "dossier-col-to-north",
)
_COLUMNS = (
    *("zone_id", "block", "ring", "point", "longitude", "latitude", "crs"),
    *("north_m", "east_m", "grid"),
)


def _grid_name(grid: CRS) -> str:
    code = grid.to_epsg()
    return grid.name if code is None else f"EPSG:{code}"


def _metres(value: float, digits: int) -> str:
    return NO_FIGURE if np.isnan(value) else f"{value:.{digits}f}"
