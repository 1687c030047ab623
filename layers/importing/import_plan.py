"""Creating a plan from files of any known format, or replacing layers; reports every problem."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from layers.errors import CrsError, PlanError, ZonewrightError
from layers.formats import read_table
from layers.formats.axes import turned
from layers.formats.table import Assumption, ReadOptions, Table, row_numbers
from layers.importing.column_map import LATITUDE, LONGITUDE, ColumnMap
from layers.importing.columns import AREAS, NamedColumns, in_km2, name_columns, with_zeros
from layers.importing.demand_points import of_polygons, of_regions, people_of_regions
from layers.importing.network_lines import noded
from layers.importing.performance_rows import as_performance
from layers.importing.placement import (
    TURNED,
    LayerTarget,
    geographic_crs,
    is_order_sure,
    offset_of,
    placed,
    turned_layers,
)
from layers.importing.plan_words import PlanWords
from layers.importing.repair import repaired
from layers.importing.report import LayerReport, in_file_rows, with_notes
from layers.importing.summed_columns import DemandColumns, SumRequest, summed_columns
from layers.importing.surveyed import among_others
from layers.messages import Message, Place
from layers.plan.layer_validation import attribute_columns, empty_layer
from layers.plan.plan import Plan, plan_crs_of
from layers.runtime.arguments import checked_call
from layers.schema.column_types import as_text
from layers.schema.layer_schema import LAYERS
from layers.schema.terms_table import has_sums, with_sums


@dataclass(frozen=True)
class ImportOptions:
    """The user's options for the files.

    `columns` maps columns; `read` has the reading options by layer; `crs` is the plan's geographic
    CRS, None for that of the zones; with `repair`, invalid polygons are repaired, and rows without
    geometry left out. `words` are the plan's terms; `sums` names columns of the
    demand to sum or not. With `surveyed`, the file of zones has new boundaries of some of them.

    >>> ImportOptions(ColumnMap.parse(["zone_id=CODE"]), repair=True).crs is None
    True
    """

    columns: ColumnMap = field(default_factory=ColumnMap)
    read: Mapping[str, ReadOptions] = field(default_factory=dict)
    crs: str | None = None
    repair: bool = False
    words: PlanWords = field(default_factory=PlanWords)
    sums: SumRequest = field(default_factory=SumRequest)
    surveyed: bool = False


@dataclass(frozen=True)
class Import:
    """The imported plan, None if there is a problem; a report of each layer; the problems."""

    plan: Plan | None
    reports: tuple[LayerReport, ...]
    problems: tuple[Message, ...] = ()

    def checked(self) -> Plan:
        """Return the plan.

        Raises:
            PlanError: with a line for every problem in any file.
        """
        if self.plan is None:
            raise PlanError(self.problems)
        return self.plan


@checked_call(PlanError)
def import_layers(
    files: Mapping[str, Path], options: ImportOptions, onto: Plan | None = None
) -> Import:
    """Return the plan from a file for each layer, with the other layers of a given plan.

    Raises:
        CrsError: `options.crs` is not a geographic CRS.

    >>> from tempfile import TemporaryDirectory
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> with TemporaryDirectory() as folder:
    ...     files = {layer: Path(folder, f"{layer}.geojson") for layer in ("zones", "regions")}
    ...     for layer, file in files.items():
    ...         plan.frame(layer).to_file(file)
    ...     import_layers(files, ImportOptions(crs="EPSG:4490")).checked()
    <Plan plan: 2 zones, 2 regions>
    """
    stated = None if options.crs is None else geographic_crs(options.crs)
    problems: list[Message] = []
    tables = _read(files, options, problems)
    columns = {layer: attribute_columns(table.frame) for layer, table in tables.items()}
    if tables and len(tables) == len(files):
        problems += options.columns.unused(columns)
    target = _target(tables, options, stated, onto, problems)
    frames: dict[str, pd.DataFrame] = {}
    reports = []
    for layer, table in tables.items():
        named = name_columns(LAYERS[layer], table.frame, options.columns.of(layer, columns[layer]))
        assumed = (*table.assumed, *named.assumed)
        if target is not None:
            with _gathering(layer, files[layer], problems):
                how = options.read.get(layer, ReadOptions())
                frames[layer], crs_assumed = placed(layer, files[layer], named.frame, how, target)
                assumed += crs_assumed
        reports.append(_report(layer, files[layer], named, assumed))
    sure = {
        it.layer
        for it in reports
        if is_order_sure(
            tables[it.layer].frame, options.read.get(it.layer, ReadOptions()), it.assumed
        )
    }
    wrong = _swap_axes(frames, sure, onto, problems)
    reports = [_with_assumed(it, [TURNED]) if it.layer in wrong else it for it in reports]
    reports = _completed(frames, reports, onto, problems)
    if options.repair:
        reports = [_repaired(report, frames) for report in reports]
    if onto is None and "terms" not in frames and options.words.given:
        reports = _with_words(frames, reports, options.words, problems)
    reports = _with_sums(frames, reports, options, onto, problems)
    zones = frames.get("zones")
    if options.surveyed and onto is not None and isinstance(zones, gpd.GeoDataFrame):
        frames["zones"] = among_others(zones, onto.zones, problems)
        reports = [_without_groups(report) for report in reports]
    plan = _plan(frames, files, columns, onto, problems)
    if plan is not None:
        reports = [with_notes(report, plan) for report in reports]
    final_problems = map(_after_repair, problems) if options.repair else problems
    return Import(plan, tuple(reports), tuple(final_problems))


@contextmanager
def _gathering(layer: str, path: Path, problems: list[Message]) -> Iterator[None]:
    """Append the problems of a layer, and continue."""
    try:
        yield
    except CrsError as error:
        problems += (it.in_file(path).at(layer) for it in error.problems)
    except PlanError as error:
        problems += (it.at(layer) for it in error.problems)


def _read(
    files: Mapping[str, Path], options: ImportOptions, problems: list[Message]
) -> dict[str, Table]:
    """Return the table of each readable file; append why others cannot be read."""
    tables = {}
    for layer, path in files.items():
        try:
            tables[layer] = read_layer_of(path, layer, options.read.get(layer, ReadOptions()))
        except ZonewrightError as error:
            problems.extend(problem.at(layer) for problem in error.problems)
    return tables


def read_layer_of(path: Path, layer: str, how: ReadOptions) -> Table:
    """Return a layer of a file (see `layers.formats.read_table`); GCJ-02 and BD-09 are degrees.

    Raises:
        UnknownError, SourceError, PlanError: the file cannot be read.
    """
    return read_table(path, layer, how if _offset(how) is None else replace(how, crs="EPSG:4326"))


def _offset(how: ReadOptions) -> str | None:
    """Return the user's offset of a file's coordinates, None if not given."""
    return offset_of(how.crs)


def _target(
    tables: Mapping[str, Table],
    options: ImportOptions,
    stated: CRS | None,
    onto: Plan | None,
    problems: list[Message],
) -> LayerTarget | None:
    """Return where layers go: into a plan, or the stated CRS, or that of the zones or regions.

    None if neither has one.
    """
    if onto is not None:
        return LayerTarget(onto.crs, onto.shapes)
    if stated is not None:
        return LayerTarget(stated)
    for layer in ("zones", "regions"):
        crs = plan_crs_of(tables[layer].frame) if layer in tables else None
        if crs is not None and _offset(options.read.get(layer, ReadOptions())) is None:
            return LayerTarget(crs)
    if not problems:
        problems.append(Message("import-crs-needed"))
    return None


def _plan(
    frames: Mapping[str, pd.DataFrame],
    files: Mapping[str, Path],
    columns: Mapping[str, tuple[str, ...]],
    onto: Plan | None,
    problems: list[Message],
) -> Plan | None:
    """Return the plan of the layers, None if there are problems; `columns` are those of the files.

    Problems that only follow from others are omitted: a layer that could not be read is missing.
    """
    unread = files.keys() - frames.keys()
    rows = {layer: row_numbers(frame.index) for layer, frame in frames.items()}
    others = {} if onto is None else {name: onto.frame(name) for name in onto.present}
    if unread & {"zones"} and not frames:
        return None
    try:
        plan = Plan(others | dict(frames), None if onto is None else onto.path)
    except PlanError as error:
        own = (problem for problem in error.problems if not _follows(problem, unread))
        problems += (_with_options(_as_in_file(problem, rows, columns)) for problem in own)
        return None
    return None if problems else plan


def _with_words(
    frames: dict[str, pd.DataFrame],
    reports: list[LayerReport],
    words: PlanWords,
    problems: list[Message],
) -> list[LayerReport]:
    """Add the table of the plan's terms; return the reports, with the names of levels assumed."""
    columns = next((it.columns for it in reports if it.layer == "regions"), {})
    regions = frames.get("regions", pd.DataFrame())
    missing = words.missing(regions, columns) if "regions" in frames else []
    problems += missing
    words, assumed = words.with_names(regions, columns)
    if not missing:
        frames["terms"] = words.table(columns)
    return [_with_assumed(it, assumed) if it.layer == "regions" else it for it in reports]


def _with_sums(
    frames: dict[str, pd.DataFrame],
    reports: list[LayerReport],
    options: ImportOptions,
    onto: Plan | None,
    problems: list[Message],
) -> list[LayerReport]:
    """Decide which columns of the demand are summed, in the terms; return the updated reports."""
    existing = {} if onto is None else {name: onto.frame(name) for name in onto.present}
    demand = frames.get("demand")
    if demand is None and (options.sums.given or "terms" in frames):
        demand = existing.get("demand")
    if demand is None and options.sums.given:
        problems.append(Message("import-sum-without-demand"))
    if demand is None or (not options.sums.given and has_sums(frames.get("terms"))):
        return reports
    regions = frames.get("regions", existing.get("regions", pd.DataFrame({"adcode": []})))
    columns = DemandColumns(
        demand,
        next((report.columns for report in reports if report.layer == "demand"), {}),
        [it.column for it in options.columns.entries if it.layer == "demand"],
        as_text(regions["adcode"]).dropna().tolist() if "adcode" in regions else (),
    )
    decided = summed_columns(columns, options.sums, onto)
    problems += decided.problems
    table = frames.get("terms", existing.get("terms"))
    terms = with_sums(table, decided.summed, decided.not_summed)
    if terms is not None and (table is None or not terms.equals(table)):
        frames["terms"] = terms
    return [_with_assumed(it, decided.assumed) if it.layer == "demand" else it for it in reports]


def _with_assumed(report: LayerReport, assumed: Iterable[Assumption]) -> LayerReport:
    return replace(report, assumed=(*report.assumed, *assumed))


def _after_repair(problem: Message) -> Message:
    """Return a problem; for a polygon that repair left unchanged, that it could not be repaired."""
    reason = problem.params.get("reason")
    if not isinstance(reason, Message) or reason.code != "import-geometry-invalid":
        return problem
    rows, fault = reason.params["rows"], reason.params["fault"]
    unrepaired = Message("plan-geometry-unmended", rows=rows, fault=fault)
    return Message(problem.code, **(dict(problem.params) | {"reason": unrepaired}))


def _as_in_file(
    problem: Message,
    rows: Mapping[str, Sequence[int]],
    columns: Mapping[str, tuple[str, ...]],
) -> Message:
    """Return a problem of a layer with the row numbers and the columns of its file."""
    place, reason = problem.params.get("place"), problem.params.get("reason")
    layer = str(place[0]) if problem.code == "at" and isinstance(place, tuple) else ""
    if layer not in rows:
        return problem
    if isinstance(reason, Message) and reason.code == "plan-column-missing" and layer in columns:
        there = columns[layer] or Message("list-none")
        missing = Message(reason.code, column=reason.params["column"], there=there)
        return Message(problem.code, **(dict(problem.params) | {"reason": missing}))
    return in_file_rows(problem, rows[layer])


def _with_options(problem: Message) -> Message:
    """Return a problem of a plan with the import option that mends it, if there is one."""
    place, reason = problem.params.get("place"), problem.params.get("reason")
    if not isinstance(place, Place) or not isinstance(reason, Message):
        return problem
    if reason.code == "plan-layer-without-geometry" and reason.params["kind"] == "Point":
        lon, lat = (f"{place[0]}.{axis}" for axis in (LONGITUDE, LATITUDE))
        return Message("import-points-missing", lon=lon, lat=lat).at(*place)
    code = _MENDED_BY_OPTION.get(reason.code)
    return problem if code is None else Message(code, **reason.params).at(*place)


_MENDED_BY_OPTION = {
    "plan-column-missing": "import-column-missing",
    "plan-geometry-invalid": "import-geometry-invalid",
}


def _without_groups(report: LayerReport) -> LayerReport:
    """Return a report that does not ask for the groups of zones, which the plan knows."""
    code = "import-zones-without-group"
    assumed = tuple(one for one in report.assumed if one.why.code != code)
    return replace(report, assumed=assumed)


def _completed(
    frames: dict[str, pd.DataFrame],
    reports: list[LayerReport],
    onto: Plan | None,
    problems: list[Message],
) -> list[LayerReport]:
    """Convert areas to km², restore codes, make points of demand; return the updated reports."""
    existing = {} if onto is None else {name: onto.frame(name) for name in onto.present}
    columns = {report.layer: report.columns for report in reports}
    assumed: defaultdict[str, list[Assumption]] = defaultdict(list)
    for layer, notes in with_zeros(frames, existing).items():
        assumed[layer] += notes
    if "performance" in frames:
        figures, of_figures = as_performance(frames["performance"], existing | frames, problems)
        frames["performance"] = figures
        assumed["performance"] += of_figures
    for layer in frames.keys() & AREAS.keys():
        frames[layer], of_unit = in_km2(layer, frames[layer], columns[layer])
        assumed[layer] += of_unit
    for layer, frame in frames.items():
        frames[layer], of_shapes = _shaped(layer, frame)
        assumed[layer] += of_shapes
    demand, regions = frames.get("demand"), frames.get("regions", existing.get("regions"))
    if isinstance(regions, gpd.GeoDataFrame) and "adcode" in regions:
        if demand is not None and not isinstance(demand, gpd.GeoDataFrame):
            frames["demand"], of_points = of_regions(demand, regions, columns["demand"], problems)
            assumed["demand"] += of_points
        elif demand is None and "regions" in frames and "demand" not in existing:
            assumed["regions"] += people_of_regions(regions)
    return [_with(report, frames, assumed[report.layer]) for report in reports]


def _shaped(layer: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, Sequence[Assumption]]:
    """Return a layer with points in place of areas, lines of a network cut at their nodes."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, ()
    if LAYERS[layer].geometry == "Point":
        return of_polygons(layer, frame)
    return noded(frame) if layer == "network" else (frame, ())


def _with(
    report: LayerReport, frames: Mapping[str, pd.DataFrame], assumptions: Sequence[Assumption]
) -> LayerReport:
    """Return the report of a layer with further assumptions and the current keys."""
    key = LAYERS[report.layer].key
    if report.layer not in frames or key is None:
        return replace(report, assumed=(*report.assumed, *assumptions))
    ids = tuple(as_text(frames[report.layer][key]).tolist())
    return replace(report, assumed=(*report.assumed, *assumptions), ids=ids)


def _follows(problem: Message, unread: set[str]) -> bool:
    """Return whether a problem only follows from an unreadable layer.

    Such a layer is missing; and without the zones no layer has their CRS.
    """
    if problem.code == "plan-layer-missing":
        return problem.params["layer"] in unread
    reason = problem.params.get("reason")
    mixed = isinstance(reason, Message) and reason.code == "plan-crs-mixed"
    return mixed and "zones" in unread


def _report(
    layer: str, path: Path, named: NamedColumns, assumed: tuple[Assumption, ...]
) -> LayerReport:
    """Return the report of a layer."""
    key = LAYERS[layer].key
    ids = [None] * len(named.frame) if key is None else as_text(named.frame[key]).tolist()
    rows = tuple(row_numbers(named.frame.index))
    return LayerReport(layer, path, named.taken, named.further, assumed, tuple(ids), rows=rows)


def _swap_axes(
    frames: dict[str, pd.DataFrame], sure: set[str], onto: Plan | None, problems: list[Message]
) -> list[str]:
    """Swap the axes of layers that meet the others only so; never of `sure` ones. Return which."""
    existing = {} if onto is None else {name: onto.frame(name) for name in onto.present}
    try:
        wrong = turned_layers(frames, sure, existing)
    except PlanError as error:
        problems += error.problems
        return []
    for layer in wrong:
        frames[layer] = turned(gpd.GeoDataFrame(frames[layer]))
    return wrong


def _repaired(report: LayerReport, frames: dict[str, pd.DataFrame]) -> LayerReport:
    """Repair a layer's polygons; return its updated report."""
    frame = frames.get(report.layer)
    if not isinstance(frame, gpd.GeoDataFrame):
        return report
    frames[report.layer], records = repaired(LAYERS[report.layer], frame)
    return replace(report, records=tuple(records))


def empty_plan(crs: str) -> Plan:
    """Return a plan in a geographic CRS with every layer of the schema, without rows.

    Raises:
        CrsError: the CRS is unknown, or not geographic.

    >>> plan = empty_plan("EPSG:4326")
    >>> len(plan.zones), "zone_id" in plan.zones
    (0, True)
    """
    parsed = geographic_crs(crs)
    return Plan({name: empty_layer(layer, parsed) for name, layer in LAYERS.items()})


def is_template(path: Path) -> bool:
    """Return whether a file is a plan without any rows, such as an `empty_plan`."""
    try:
        plan = Plan.open(path)
    except ZonewrightError:
        return False
    return not any(len(plan.frame(name)) for name in plan.present)
