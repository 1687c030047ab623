"""The plan: a set of layers in one geographic CRS, completely validated, immutable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from layers.errors import CrsError, PlanError, SourceError, UnknownError
from layers.geometry.antimeridian import Extent, smallest_extent, unwrapped
from layers.geometry.ellipsoid import Ellipsoid, known_crs
from layers.geometry.reproject import degrees_crs, reprojected
from layers.messages import Language, Message, Place
from layers.messages.languages import ENGLISH
from layers.plan.checked_zones import CheckedZones, with_shapes_of
from layers.plan.geopackage import read_layers, write_geopackage
from layers.plan.hashing import layer_hash
from layers.plan.layer_validation import check_frames, empty_layer, normalise_layer, rows_of
from layers.runtime.arguments import checked_call
from layers.runtime.cache import cached_property
from layers.runtime.card import Amount, CardTable, card, short_hash
from layers.schema.column_types import as_text, year_of_date
from layers.schema.layer_schema import LAYERS, REFERENCES
from layers.schema.performance import of_trade
from layers.schema.terms import Level
from layers.schema.terms_table import chinese_codes, read_terms


class Plan:
    """The layers of a plan, normalised to `layers.schema.layer_schema`; all share one CRS.

    Each frame has a RangeIndex, its key as a column, geometry in `crs`. A missing optional layer is
    an empty frame. Frames are shared: do not change them in place.

    >>> import geopandas as gpd, shapely
    >>> def square(x): return shapely.box(x, 30, x + 1, 31)
    >>> plan = Plan({
    ...     "zones": gpd.GeoDataFrame(
    ...         {"zone_id": ["A"], "ftz_id": ["F"]}, geometry=[square(120)], crs=4490),
    ...     "regions": gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[square(120)], crs=4490),
    ... })
    >>> plan.has("demand"), plan.zones.zone_id.tolist()
    (False, ['A'])
    """

    def __init__(self, layers: Mapping[str, pd.DataFrame], path: Path | None = None) -> None:
        """Normalise and validate the layers.

        Raises:
            PlanError: with a line for every problem found in any layer.
        """
        self.path = path
        check_frames(layers)
        problems = [_unknown_layer(name) for name in layers if name not in LAYERS]
        self.crs = common_crs(layers, problems)
        self._frames: dict[str, pd.DataFrame] = {}
        faulty = set()
        for name, layer in LAYERS.items():
            if name in layers:
                before = len(problems)
                self._frames[name] = normalise_layer(layer, layers[name], problems)
                faulty |= {name} if len(problems) > before else set()
            elif layer.required:
                available = tuple(layers) or Message("plan-no-layer")
                problems.append(Message("plan-layer-missing", layer=name, there=available))
        check_references(self._frames, problems, faulty)
        check_performance(self._frames, problems)
        check_caps(self._frames, problems)
        if not problems:
            derive_parents(self._frames, self.crs)
            self.terms = read_terms(self._frames, self.crs, problems)
        if problems:
            raise PlanError(problems)
        convert_level_codes(self._frames["regions"], self.levels)
        self._present = frozenset(self._frames)
        self._last_zones: CheckedZones | None = None
        for name, layer in LAYERS.items():
            self._frames.setdefault(name, empty_layer(layer, self.crs))

    def __repr__(self) -> str:
        """Return its name, and the number of rows of each layer."""
        rows = ", ".join(f"{len(self._frames[name]):,} {name}" for name in self.present)
        return f"<Plan {self.name}: {rows}>"

    def _repr_html_(self) -> str:
        """Return the card of the plan in a notebook: its CRS, its layers, its levels of regions."""
        words = self.terms.speaker(ENGLISH)
        crs, baseline = self.crs.to_string(), short_hash(self.baseline)
        heads = [words.say(code) for code in ("notebook-card-layer", "notebook-card-rows")]
        rows = [(name, Amount(len(self._frames[name]))) for name in self.present]
        levels = tuple(Message("notebook-card-level", level=code) for code in self.terms.codes)
        return card(
            self.title(),
            words.text(Message("notebook-card-plan", crs=crs, baseline=baseline)),
            [CardTable(heads, rows)],
            [
                words.text(Message("notebook-card-levels", levels=levels)),
                self.terms.note(ENGLISH, self.zones),
            ],
        )

    @classmethod
    @checked_call(PlanError)
    def open(cls, path: str | Path) -> Plan:
        """Read a plan from a GeoPackage and validate everything; the file is not touched.

        Raises:
            SourceError: the file is not there, not readable, or open in an edit session.
            PlanError: it is not a GeoPackage, or its layers have problems: one line per problem.
        """
        path = Path(path)
        layers = read_layers(path, LAYERS)
        try:
            return cls(layers, path)
        except PlanError as error:
            raise PlanError(_in_file(error.problems, path)) from None

    @classmethod
    @checked_call(PlanError)
    def from_frames(
        cls, frames: Mapping[str, pd.DataFrame], *, crs: CRS | str | int | None = None
    ) -> Plan:
        """Return the plan of frames by layer, in any CRS; the frames stay unchanged.

        Their columns are named as in `layers.schema.layer_schema`; further ones are kept. `crs` is
        the geographic CRS of the plan, by default that of the zones, or the one that theirs is
        projected from.

        Raises:
            CrsError: `crs` is unknown to PROJ.
            PlanError: with a line for every problem found in any layer; or no exact transformation
                from the CRS of a layer to the plan's is known.

        >>> import geopandas as gpd, shapely
        >>> land = gpd.GeoSeries([shapely.box(500_000, 3_400_000, 502_000, 3_402_000)], crs=32650)
        >>> zones = gpd.GeoDataFrame({"zone_id": ["A"], "ftz_id": ["F"]}, geometry=land)
        >>> regions = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=land.buffer(9_000).to_crs(4326))
        >>> plan = Plan.from_frames({"zones": zones, "regions": regions})
        >>> plan.crs.to_epsg(), plan.ellipsoid.area_km2(plan.zones.geometry).round(1).tolist()
        (4326, [4.0])
        """
        check_frames(frames)
        problems: list[Message] = []
        target = known_crs(crs) if crs is not None else plan_crs_of(frames.get("zones"))
        placed: dict[str, pd.DataFrame] = {}
        for name, frame in frames.items():
            placed[name] = frame
            if target is None or not has_crs(frame):
                continue  # which the plan reports
            try:
                placed[name] = reprojected(frame, target)
            except CrsError as error:
                problems += (problem.at(name) for problem in error.problems)
        if problems:
            raise PlanError(problems)
        return cls(placed)

    @checked_call(SourceError)
    def save(self, path: str | Path) -> None:
        """Write the plan as one GeoPackage, replacing an existing file.

        Raises:
            SourceError: the folder is not there, or the file is open in an edit session.
        """
        write_geopackage(Path(path), {name: self._frames[name] for name in self.present})

    @checked_call(UnknownError)
    def only(self, layers: Collection[str] | str) -> Plan:
        """Return the plan with only some of its layers, or one: the others have no rows."""
        layers = {layers} if isinstance(layers, str) else layers
        return self._with_frames(
            {
                name: frame if name in layers else frame.iloc[:0]
                for name, frame in self._frames.items()
            }
        )

    @checked_call(PlanError)
    def with_layer(self, layer: str, frame: pd.DataFrame) -> Plan:
        """Return the plan with another frame for one of its layers, or with a layer more.

        Raises:
            PlanError: with a line for every problem found in any layer.

        >>> from layers.example import example_plan
        >>> plan = example_plan()
        >>> doubled = plan.demand.assign(population=2 * plan.demand["population"])
        >>> float(plan.with_layer("demand", doubled).demand["population"].sum())
        3500.0
        """
        frames = {name: self._frames[name] for name in self.present}
        return Plan(frames | {layer: frame}, self.path)

    def across_180(self) -> Plan:
        """Return the plan with longitudes from 0 to 360, in which nothing is cut at 180°.

        This is for drawing land near 180°; a plan is measured, checked and stored within ±180.
        """
        return self._with_frames(
            {
                name: frame.set_geometry(gpd.GeoSeries(unwrapped(frame.geometry), crs=self.crs))
                if isinstance(frame, gpd.GeoDataFrame) and len(frame)
                else frame
                for name, frame in self._frames.items()
            }
        )

    def _with_frames(self, frames: dict[str, pd.DataFrame]) -> Plan:
        part = copy(self)
        vars(part).update(_frames=frames, terms=replace(self.terms))  # without cached values
        for cached in ("_own_zones", "baseline", "extent", "layers", "performance"):
            vars(part).pop(cached, None)
        part._last_zones = None  # noqa: SLF001  its own
        return part

    @property
    def name(self) -> str:
        """Return the plan's name: its file's name without the suffix."""
        return self.path.stem if self.path else "plan"

    @checked_call(UnknownError)
    def title(self, language: Language = "en") -> str:
        """Return the plan's title in a language, or its name if it has none."""
        return self.terms.title.of(language) if self.terms.title else self.name

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels of the plan's regions, from finest to coarsest: one to four."""
        return self.terms.levels

    @checked_call(UnknownError)
    def level(self, code: str) -> Level:
        """Return the level with a code.

        Raises:
            UnknownError: the plan has no such level.
        """
        level = self.terms.level(code)
        if level is None:
            known = self.terms.codes
            raise UnknownError(Message("measure-level-unknown", given=repr(code[:40]), known=known))
        return level

    @property
    def present(self) -> tuple[str, ...]:
        """Return the layers that the plan has, in the order of the schema."""
        return tuple(name for name in LAYERS if name in self._present)

    def has(self, layer: str) -> bool:
        """Return whether the plan has the layer (it may have no rows)."""
        return isinstance(layer, str) and layer in self._present

    @checked_call(UnknownError)
    def frame(self, layer: str) -> pd.DataFrame:
        """Return a layer by name; a GeoDataFrame if the layer has geometry.

        Raises:
            UnknownError: there is no such layer.
        """
        if layer not in self._frames:
            raise UnknownError(_unknown_layer(layer))
        return self._frames[layer]

    def checked_zones(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return other zones of this plan (from a file or a script) normalised to the schema.

        Zones in another CRS are transformed to the plan's.

        Raises:
            PlanError: the zones are invalid: a line for every problem; or no exact transformation
                from their CRS to the plan's is known.
        """
        check_frames({"zones": zones})
        for known in (self._last_zones, self._own_zones):
            quick = known and known.with_outlines_of(zones)
            if quick is not None:
                return quick
        problems: list[Message] = []
        placed = zones
        if has_crs(zones):
            try:
                placed = reprojected(zones, self.crs)
            except CrsError as error:
                raise PlanError(problem.at("zones") for problem in error.problems) from error
        frame = normalise_layer(LAYERS["zones"], placed, problems)
        if not problems:
            others = {name: self._frames[name] for name in self.present if name != "zones"}
            check_references({"zones": frame} | others, problems)
        if problems:
            raise PlanError(problems)
        frame = with_shapes_of(self.zones, frame)
        self._last_zones = CheckedZones(zones, frame)
        return frame

    @cached_property
    def _own_zones(self) -> CheckedZones:
        return CheckedZones(self.zones, self.zones)

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """Return the zones: `zone_id`, `ftz_id`, …, one MultiPolygon each."""
        return self._frames["zones"]

    @property
    def regions(self) -> gpd.GeoDataFrame:
        """Return the finest regions: `adcode`, codes of coarser levels, …, MultiPolygons."""
        return self._frames["regions"]

    @property
    def ftzs(self) -> pd.DataFrame:
        """Return the groups of zones: `ftz_id`, `cap_km2` (null: no cap), …."""
        return self._frames["ftzs"]

    @property
    def clusters(self) -> gpd.GeoDataFrame:
        """Return the sector clusters: `cluster_id`, `sector`, `weight`, …, Points."""
        return self._frames["clusters"]

    @property
    def demand(self) -> gpd.GeoDataFrame:
        """Return the demand: `demand_id`, `population` and further weights, `adcode`, Points."""
        return self._frames["demand"]

    @property
    def gateways(self) -> gpd.GeoDataFrame:
        """Return the gateways: `gateway_id`, `kind`, …, Points."""
        return self._frames["gateways"]

    @cached_property
    def performance(self) -> pd.DataFrame:
        """Return the published figures of groups and zones: `indicator`, `period`, `value`, ….

        Those of the table `trade` of an earlier plan are among them (`layers.schema.performance`).
        """
        own = self._frames["performance"]
        if self._frames["trade"].empty:
            return own
        earlier = of_trade(self._frames["trade"])
        return pd.concat([own, earlier], ignore_index=True) if len(own) else earlier

    @property
    def references(self) -> gpd.GeoDataFrame:
        """Return all that others' layers show: `reference`, …, areas, then lines and points."""
        frames = [self._frames[name] for name in REFERENCES]
        frames = [frame for frame in frames if len(frame)] or frames[:1]
        return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=self.crs)

    @property
    def shapes(self) -> NDArray[np.object_]:
        """Return the shapes of every layer that has geometry."""
        frames = (frame for frame in self._frames.values() if isinstance(frame, gpd.GeoDataFrame))
        return np.concatenate([frame.geometry.to_numpy() for frame in frames])

    @cached_property
    def ellipsoid(self) -> Ellipsoid:
        """Return the ellipsoid of the plan's CRS."""
        return Ellipsoid.of(self.crs)

    @cached_property
    def extent(self) -> Extent:
        """Return the smallest extent of regions and zones; east is beyond 180 across 180°."""
        return smallest_extent(frame.geometry.to_numpy() for frame in (self.regions, self.zones))

    @cached_property
    def baseline(self) -> str:
        """Return the content hash of the zones: the baseline of scenarios."""
        return layer_hash(LAYERS["zones"], self._frames["zones"])

    @cached_property
    def layers(self) -> dict[str, str]:
        """Return the content hash of every other layer of the plan."""
        others = (name for name in self.present if name != "zones")
        return {name: layer_hash(LAYERS[name], self._frames[name]) for name in others}


def has_crs(frame: pd.DataFrame | None) -> TypeGuard[gpd.GeoDataFrame]:
    """Return whether a frame has geometry, and its geometry a CRS."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return False
    return frame.crs is not None


def plan_crs_of(frame: pd.DataFrame | None) -> CRS | None:
    """Return a layer's geographic CRS in degrees, or the base of its CRS; None if unknown."""
    if not has_crs(frame):
        return None
    try:
        return degrees_crs(CRS.from_user_input(frame.crs))
    except CrsError:
        return None


def _in_file(problems: Sequence[Message], path: Path) -> list[Message]:
    """Return problems with their file; the last one of zone ids states how to import edits.

    Ids are missing or repeated after zones were split or copied in another editor.
    """
    located = [problem.in_file(path) for problem in problems]
    of_ids = [number for number, problem in enumerate(problems) if _is_of_zone_ids(problem)]
    for last in of_ids[-1:]:
        located[last] = Message("plan-edited-elsewhere", reason=located[last], file=path.name)
    return located


def _is_of_zone_ids(problem: Message) -> bool:
    """Return whether a problem is that zones have no ids, or share one."""
    reason = problem.params.get("reason")
    return (
        problem.params.get("place") == Place(("zones", "zone_id"))
        and isinstance(reason, Message)
        and reason.code in ("plan-cell-empty", "plan-id-repeated")
    )


def _unknown_layer(name: str) -> Message:
    return Message("plan-layer-unknown", known=tuple(LAYERS)).at(name)


def common_crs(layers: Mapping[str, pd.DataFrame], problems: list[Message]) -> CRS:
    """Return the CRS of the zones; a layer in another CRS, or a projected CRS, is a problem."""
    crs_of = {
        name: CRS.from_user_input(frame.crs) for name, frame in layers.items() if has_crs(frame)
    }
    crs = crs_of.get("zones", CRS.from_epsg(4490))
    try:
        Ellipsoid.of(crs)
    except CrsError as error:
        problems.extend(problem.at("zones") for problem in error.problems)
    problems.extend(
        Message("plan-crs-mixed", crs=other.to_string(), zones_crs=crs.to_string()).at(name)
        for name, other in crs_of.items()
        if not other.equals(crs, ignore_axis_order=True)
    )
    return crs


def check_references(
    frames: Mapping[str, pd.DataFrame],
    problems: list[Message],
    faulty: Collection[str] = (),
) -> None:
    """Append a problem for each column with ids missing in the layer that it refers to.

    Ids of a `faulty` layer are not known.
    """
    for name, frame in frames.items():
        for column, target in LAYERS[name].refers:
            if target not in frames or target in faulty or column not in frame:
                continue
            ids = frames[target][LAYERS[target].key]
            lost = np.asarray(frame[column].notna() & ~frame[column].isin(ids))
            if lost.any():
                rows = rows_of(lost, frame[column])
                problems.append(
                    Message("plan-id-not-there", rows=rows, layer=target).at(name, column)
                )


def check_performance(frames: Mapping[str, pd.DataFrame], problems: list[Message]) -> None:
    """Append a problem if figures of performance belong to neither a group nor a zone."""
    table = frames.get("performance", pd.DataFrame())
    if not {"ftz_id", "zone_id"} <= {*table.columns}:
        return
    unplaced = table["ftz_id"].isna().to_numpy() & table["zone_id"].isna().to_numpy()
    if unplaced.any():
        problems.append(
            Message("plan-performance-of-nobody", rows=rows_of(unplaced)).at("performance")
        )


def check_caps(frames: Mapping[str, pd.DataFrame], problems: list[Message]) -> None:
    """Append a problem for each cap from no date, and for those of one group from one year."""
    caps = frames.get("caps")
    if caps is None or caps.empty or not {"ftz_id", "from"} <= {*caps.columns}:
        return
    years = caps["from"].map(year_of_date)
    undated = years.isna().to_numpy()
    if undated.any():
        wrong = Message("plan-caps-undated", rows=rows_of(undated, caps["from"]))
        problems.append(wrong.at("caps", "from"))
    twice = (~undated) & pd.DataFrame({"ftz": caps["ftz_id"], "year": years}).duplicated(keep=False)
    if twice.any():
        problems.append(Message("plan-caps-twice", rows=rows_of(twice, caps["ftz_id"])).at("caps"))


def derive_parents(frames: Mapping[str, pd.DataFrame], crs: CRS) -> None:
    """Fill empty city and province adcodes of China's districts by the structure of GB/T 2260.

    A region is recognised by its code and the plan's CRS (`chinese_codes`), unless the plan's terms
    define other levels.
    """
    regions, terms = frames["regions"], frames.get("terms")
    level_columns = (
        set() if terms is None else set(terms["region_column"][terms["term"] == "level"])
    )
    nested = chinese_codes(regions, crs)
    for column, digits in (("city_adcode", 4), ("province_adcode", 2)):
        if not level_columns or column in level_columns:
            parent = regions["adcode"].str[:digits].str.ljust(6, "0").where(nested)
            regions[column] = regions[column].where(regions[column].notna(), parent)


def convert_level_codes(regions: pd.DataFrame, levels: Iterable[Level]) -> None:
    """Convert codes and names of levels in columns outside the schema to text."""
    for level in levels:
        for column in (level.column, level.name_column, f"{level.name_column}_zh"):
            if column in regions and LAYERS["regions"].column(column) is None:
                regions[column] = as_text(regions[column])
