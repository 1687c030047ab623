"""A draft whose zones a GIS client changes, from a request to a revision in the store.

The change in a request is found as the edits between the zones before and after (`geo.infer.diff`),
as for any layer that was edited elsewhere; their measured effect is the message of the revision.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Any
from urllib.parse import quote

import geopandas as gpd
import numpy as np
import pandas as pd
from fastapi import Header, Request, Response

from geo.comparison.compare import compare
from geo.coverage.travel import DEFAULT_RADII_KM
from geo.edits import Edit, EditContext, Reshape
from geo.edits.set_attributes import is_cell
from geo.edits.shared_borders import SNAP_DEG
from geo.infer.diff import diff
from geo.infer.single import attributes_of, make_edit
from geo.scenario.model import Scenario
from geo.validation import shown
from geo.zone import Outline, alike
from layers.errors import DeniedError, ScenarioError, StaleError
from layers.geometry.reproject import authority, same_degrees
from layers.messages import Language, Message
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import LAYERS
from layers.store import Revision
from layers.store.access import may
from service.api.dependencies import cacheable
from service.ogc.collections import Collection
from service.ogc.crs import WireCrs, crs_of
from service.ogc.documents import GEOJSON_TYPE, Reply, in_header, link
from service.ogc.items import feature_response, feature_row

FIXED = ("area_km2",)
"""The properties of a zone that are measured and cannot be set."""

_PREFERENCES = ("return=minimal", "return=representation")
_MOST_LINES, _MOST_LINKS = 20, 100
_NUMBER = int | float | None
_LEAST = 0.005  # a smaller change is written as none


def is_editable(found: Collection) -> bool:
    """Return whether a person may edit a collection: the zones of their private draft."""
    return _is_own(found) and found.scenario is not None and found.scenario.status == "draft"


def _is_own(found: Collection) -> bool:
    scenario, scenarios = found.scenario, found.session.scenarios
    return (
        scenario is not None
        and found.part == "zones"
        and scenario.visibility == "private"
        and scenario.owner == scenarios.author
        and may(scenarios.person, "change", scenario)
    )


@dataclass
class Sent:
    """The headers of a request for a change."""

    request: Request
    prefer: Annotated[str, Header(max_length=200)] = ""
    if_match: Annotated[str | None, Header(max_length=1_000)] = None
    if_none_match: Annotated[str | None, Header(max_length=1_000)] = None
    content_crs: Annotated[str | None, Header(max_length=300)] = None

    @property
    def reply(self) -> Reply:
        """Return how it is answered: in JSON."""
        return Reply(self.request, "json")


@dataclass
class DraftZones:
    """The zones of a draft while a request changes them: their rows, and their outlines."""

    found: Collection
    sent: Sent
    revision: Revision
    scenario: Scenario
    before: gpd.GeoDataFrame
    rows: list[dict[str, Any]]
    outlines: list[Outline]
    crs: WireCrs

    @classmethod
    def of(cls, found: Collection, sent: Sent) -> DraftZones:
        """Return the draft of a collection.

        Raises:
            DeniedError: it holds no zones of this person's private draft.
            RequestValidationError: features cannot be had in the CRS that `Content-Crs` names.
        """
        if found.scenario is None or not _is_own(found):
            raise DeniedError(Message("ogc-not-editable", collection=shown(found.name)))
        session = found.session
        revision = session.scenarios.revision(found.scenario.scenario)
        scenario = session.scenarios.read(revision)
        before = session.plan_session.replay_cache.replay(scenario).zones
        rows: list[dict[str, Any]] = attributes_of(before)
        uri = sent.content_crs and sent.content_crs.strip().removeprefix("<").removesuffix(">")
        crs = crs_of(uri, found.plan, "Content-Crs", "header")
        return cls(found, sent, revision, scenario, before, rows, before.geometry.tolist(), crs)

    @property
    def defaults(self) -> dict[str, Any]:
        """Return the value of each property that is not given; an own one is false, or missing."""
        known = {column.name: column.default for column in LAYERS["zones"].columns}
        own = {name: False if of.kind == "b" else None for name, of in self.before.dtypes.items()}
        return {name: known.get(name, own[name]) for name in self.before.columns.drop("geometry")}

    def row(self, zone: str) -> int:
        """Return the row of a zone.

        Raises:
            UnknownError: there is no such zone.
            StaleError: its ETag is not among those of `If-Match`, or among those of
                `If-None-Match`, by which a client says that it would create the zone.
        """
        features, sent = self.found.features, self.sent
        current = features.etag(feature_row(features, zone))
        for tags, code, is_wanted in (
            (sent.if_match, "ogc-zone-changed", True),
            (sent.if_none_match, "ogc-zone-there", False),
        ):
            if tags is not None and _names(tags, current) != is_wanted:
                problem = Message(code, zone=shown(zone))
                raise StaleError(problem, base=None, current=self.revision.number)
        return next(n for n, row in enumerate(self.rows) if row["zone_id"] == zone)

    def values(
        self,
        document: dict[str, Any],
        place: Sequence[str | int] = ("body",),
        fixed: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the properties that a request gives, without those that cannot be set.

        `place` is the document's place in the request. `fixed` has the present values of those:
        a different value is refused. Without `fixed`, numbers among them are dropped, since GIS
        clients copy them from the zone that they split.

        Raises:
            ScenarioError: zones have no such property, or it may not be set, or not to this value.
        """
        given = document.get("properties")
        given = {} if given is None else given
        if not isinstance(given, dict):
            raise ScenarioError(Message("ogc-feature").at(*place, "properties"))
        known = self.found.features.kinds
        problems = [
            Message("ogc-filter-property", given=shown(name), known=tuple(known))
            for name in given
            if name not in known
        ]
        problems += [
            Message("edits-cell-wanted", given=shown(value)).at(name)
            for name, value in given.items()
            if not is_cell(value)
        ]
        problems += [
            Message("ogc-fixed", name=name)
            for name in FIXED
            if name in given
            and (given[name] != fixed[name] if fixed else not isinstance(given[name], _NUMBER))
        ]
        if problems:
            raise ScenarioError(each.at(*place, "properties") for each in problems)
        return {name: value for name, value in given.items() if name not in FIXED}

    def new_id(self, wanted: object) -> str:
        """Return the id of a new zone: the wanted one, or one made from it that is not taken.

        One that no address can have, `.` or `..`, is as none.

        Raises:
            ScenarioError: it is not a text.
        """
        taken = {str(row["zone_id"]) for row in self.rows} | set(self.found.plan.zones["zone_id"])
        if wanted in (None, "", ".", ".."):
            return uuid.uuid4().hex
        if not isinstance(wanted, str | int):
            raise ScenarioError(Message("edits-set-id-not-text").at("body", "properties"))
        zone, number = str(wanted), 2
        while zone in taken:
            zone, number = f"{wanted}-{number}", number + 1
        return zone

    def outline(self, zone: str, geometry: Any) -> Outline:  # noqa: ANN401  JSON
        """Return the geometry of a request as an outline in the plan's CRS.

        Raises:
            ScenarioError: it is not a valid polygon, or lies beyond the plan.
        """
        plan, crs = self.found.plan, self.crs
        named = ":".join(authority(crs.crs) or ())
        options: dict[str, Any] = {"zone": zone, "geometry": geometry, "crs": named}
        if crs.swaps:  # refuse anything but a geometry first
            options["geometry"] = crs.read(make_edit(Reshape, options).geometry)
        if same_degrees(crs.crs, plan.crs):
            del options["crs"]
        drawn = make_edit(Reshape, options)
        return EditContext.of(plan, self.scenario.scenario).outline(drawn.geometry, drawn.crs)

    def draw(self, row: int, geometry: Any) -> None:  # noqa: ANN401  JSON
        """Give a zone an outline; one that was only rounded stays unchanged.

        Raises:
            ScenarioError: as `outline`.
        """
        drawn = self.outline(self.rows[row]["zone_id"], geometry)
        if not alike(self.outlines[row], drawn, SNAP_DEG):
            self.outlines[row] = drawn

    def save(self) -> None:
        """Save what has changed as the draft's next revision; nothing if nothing has.

        Raises:
            ScenarioError: the edits cannot be applied.
            StaleError: the draft was saved meanwhile.
        """
        columns = self.before.columns.drop("geometry")
        after = gpd.GeoDataFrame(
            pd.DataFrame(self.rows, columns=columns, dtype=object),
            geometry=np.array(self.outlines, object),
            crs=self.before.crs,
        )
        edits = diff(self.before, after).edits
        if not edits:
            return
        scenario = replace(self.scenario, edits=(*self.scenario.edits, *edits), recorded=None)
        message = self._effect(scenario, edits)
        scenarios = self.found.session.scenarios
        scenarios.save(scenario.scenario, scenario, self.revision.hash, message)

    def changed(self, row: int, zone: str) -> Response:
        """Save a changed zone, and return the response.

        Raises:
            ScenarioError: the request renames it; or as `save`.
        """
        if self.rows[row]["zone_id"] != zone:
            raise ScenarioError(Message("ogc-fixed", name="zone_id").at("body", "properties"))
        self.save()
        return self.answer(zone, 204)

    def answer(self, zone: str, status: int) -> Response:
        """Return the response to a change: its ETag only, or the zone if that is preferred."""
        found, features = self.found, self.found.features
        row = feature_row(features, zone)
        preferred = next((each for each in _PREFERENCES if each in self.sent.prefer), None)
        if preferred == _PREFERENCES[1]:
            crs = crs_of(None, found.plan, "crs")
            response = feature_response(self.sent.reply, found, row, crs)
            response.status_code = 200 if status == 204 else status
        else:
            response = Response(status_code=status, headers={"ETag": f'"{features.etag(row)}"'})
        if preferred is not None:
            response.headers["Preference-Applied"] = preferred
        return response

    def answer_all(self, zones: list[str], place: str) -> Response:
        """Return the response to new zones: links to them, or the zones if that is preferred."""
        if _PREFERENCES[1] not in self.sent.prefer:
            items = (
                link("item", f"{place}/{quote(zone, safe='')}", GEOJSON_TYPE) for zone in zones
            )
            links = in_header(islice(items, _MOST_LINKS))
            return Response(status_code=201, headers={"Link": links})
        plan, features = self.found.plan, self.found.features
        rows = np.array([feature_row(features, zone) for zone in zones])
        texts = features.geojson(rows, crs_of(None, plan, "crs"), plan.crs)
        headers = {"Preference-Applied": _PREFERENCES[1]}
        document = {"type": "FeatureCollection", "links": []}
        of = self.sent.reply.encoded(document, GEOJSON_TYPE, headers, features=texts)
        response = cacheable(self.sent.request, of, is_shared=False)
        response.status_code = 201
        return response

    def _effect(self, scenario: Scenario, edits: tuple[Edit, ...]) -> str:
        """Return the edits and their measured effect as the message of a revision."""
        session = self.found.session
        before = session.coverage(scenario.scenario)
        after = session.measure(scenario, DEFAULT_RADII_KM)
        effects = tuple(
            Message(
                "ogc-effect",
                radius=f"{row['radius_km']:g}",
                people=_signed(row["covered_population_difference"]),
                area=_signed(row["covered_area_km2_difference"]),
            )
            for row in compare(before, after).totals.to_dict("records")
        )
        area_km2 = after.zones["area_km2"].sum() - before.zones["area_km2"].sum()
        lines = [edit.message for edit in edits[:_MOST_LINES]]
        if (more := len(edits) - len(lines)) > 0:
            lines.append(Message("ogc-more-edits", count=more))
        area = _signed(area_km2)
        revision = Message("ogc-revision", edits=tuple(lines), area=area, effects=effects)
        terms = self.found.plan.terms
        languages: tuple[Language, ...] = ("en", "zh") if terms.chinese else ("en",)
        return " · ".join(terms.speaker(each).text(revision) for each in languages)


def _names(tags: str, current: str) -> bool:
    """Return whether a zone's present state is among some ETags, those in other CRSs included."""
    listed = [tag.strip() for tag in tags.split(",")]
    return "*" in listed or any(tag.strip('"').split(".")[0] == current for tag in listed)


def _signed(value: Any) -> str:  # noqa: ANN401  a cell
    return "±0" if is_missing(value) or abs(value) < _LEAST else f"{value:+,.2f}"


Placed = dict[tuple[str | int, ...], dict[str, Any]]


def features_of(document: dict[str, Any], *, several: bool = True) -> Placed:
    """Return the features of a body in GeoJSON, by their place: it is one, or a collection of some.

    Raises:
        ScenarioError: it is not one, or members of the collection are not: one line per member.
    """
    placed: Placed = {("body",): document}
    if several and document.get("type") == "FeatureCollection":
        features = document.get("features")
        listed = features if isinstance(features, list) and features else [None]
        placed = {("body", "features", at): each for at, each in enumerate(listed)}
    wrong = [at for at, each in placed.items() if not _is_feature(each)]
    if wrong:
        raise ScenarioError(Message("ogc-feature").at(*at) for at in wrong)
    return placed


def _is_feature(document: object) -> bool:
    if not isinstance(document, dict) or document.get("type") != "Feature":
        return False
    return isinstance(document.get("geometry"), dict)
