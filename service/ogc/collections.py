"""The collections of a plan: its layers, its coverage, and those of each scenario.

`zones`, `regions`, … are the layers; `coverage_LEVEL` the regions of a level with their coverage. A
scenario `north` has `north.zones` and `north.coverage_LEVEL`. One that a person may not read has no
collection: names, lists and errors are those of `service.scenario_service`.
"""

from dataclasses import dataclass
from typing import Any

from geo.validation import shown
from layers import Plan
from layers.errors import UnknownError
from layers.geometry.antimeridian import Extent
from layers.messages import Message
from layers.palette import bilingual
from layers.qgis.map_layers import table_words
from layers.scenario_id import BASELINE
from layers.schema.export_tables import ExportTable
from layers.store import Summary
from layers.store.queries import Listing
from service.api.session import PlannerSession
from service.export_layers import covered_regions
from service.ogc.features import Features

_MOST_SCENARIOS = 100
"""How many scenarios a page of the list of collections has."""

_ROOM_DEG = 5.0  # how far edits may reach beyond a plan (`geo.edits.base`)


@dataclass(frozen=True)
class Collection:
    """A collection of a plan: a layer or table, of the baseline or of a scenario."""

    session: PlannerSession
    part: str
    scenario: Summary | None = None

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.session.plan

    @property
    def _of(self) -> str:
        return self.scenario.scenario if self.scenario else BASELINE

    @property
    def name(self) -> str:
        """Return its id."""
        return f"{self.scenario.scenario}.{self.part}" if self.scenario else self.part

    @property
    def table(self) -> ExportTable:
        """Return its table, by which its columns are named."""
        return ExportTable(self.part, self.scenario.scenario if self.scenario else None)

    @property
    def geometry(self) -> str | None:
        """Return the type of its geometries; None for a plain table."""
        return self.table.layer.geometry

    @property
    def title(self) -> str:
        """Return its title: in both languages, if the plan has Chinese names."""
        terms = self.plan.terms
        words, words_zh = table_words(self.table, terms)
        if self.table.level:
            words, words_zh = f"{words}: coverage", f"{words_zh}覆盖"
        title = bilingual(words, words_zh if terms.chinese else None)
        if self.scenario is None:
            return title
        return f"{bilingual(self.scenario.title, self.scenario.title_zh)}: {title}"

    @property
    def description(self) -> str:
        """Return its contents in a sentence, and the note on boundaries that are schematic."""
        of = "baseline" if self.scenario is None else "scenario"
        what = Message("ogc-collection", part="coverage" if self.table.level else self.part, of=of)
        notes = self.plan.terms.notes(self.plan.zones) if self.part == "zones" else ""
        return f"{self.plan.terms.speaker('en').text(what)} {notes}".strip()

    @property
    def extent(self) -> Extent | None:
        """Return its bounds (across 180° west exceeds east), of a scenario what edits may reach."""
        if self.geometry is None:
            return None
        west, south, east, north = self.plan.extent
        frame = self.plan.frame("zones" if self.table.level else self.part)
        if self.scenario is None and not self.table.level and east <= 180 and len(frame):
            west, south, east, north = map(float, frame.geometry.total_bounds)
        elif self.scenario is not None:
            west, east = west - _ROOM_DEG, east + _ROOM_DEG
            south, north = max(south - _ROOM_DEG, -90), min(north + _ROOM_DEG, 90)
        if east - west >= 360:
            return -180.0, south, 180.0, north
        west, east = west + 360 * (west < -180), east - 360 * (east > 180)
        return west, south, east, north

    @property
    def state(self) -> str:
        """Return the hash of the scenario's present document; "" for the baseline."""
        scenario = self.scenario
        return self.session.scenarios.revision(scenario.scenario).document if scenario else ""

    @property
    def features(self) -> Features:
        """Return its features, computed once for each state of a scenario.

        Raises:
            ScenarioError, MeasureError
        """
        session, table = self.session, self.table
        source: Any
        if table.level:
            source = session.coverage(self._of)
        else:
            is_zones = self.part == "zones"
            source = session.zone_frame(self._of) if is_zones else self.plan.frame(self.part)

        def made() -> tuple[object, Features]:
            frame = covered_regions(source, table.level) if table.level else source
            return source, Features(frame, table.layer, is_kept=self.scenario is None)

        # the cached value holds the source, so its `id` is not reused meanwhile
        return session.plan_session.cached(("features", self.part, id(source)), made)[1]


def listed_collections(session: PlannerSession, after: str) -> tuple[list[Collection], str | None]:
    """Return a page of collections, and the scenario after which the next begins, if any.

    Those of the plan come first, then those of the scenarios that a person may read, by id.
    """
    listing = Listing(session.scenarios.person, after=after)
    rows = session.scenarios.store.scenarios(listing, _MOST_SCENARIOS + 1)
    page = rows[:_MOST_SCENARIOS]
    found = [Collection(session, part) for part in _parts(session.plan, None) if not after]
    found += [Collection(session, part, of) for of in page for part in _parts(session.plan, of)]
    return found, page[-1].scenario if len(rows) > len(page) else None


def collection_of(session: PlannerSession, name: str) -> Collection:
    """Return a collection by its id.

    Raises:
        UnknownError: there is none that this person may read.
    """
    scenario, dot, part = name.rpartition(".")
    summary = session.scenarios.summary(scenario) if scenario else None
    known = _parts(session.plan, summary)
    if part not in known or (dot and not scenario):
        raise UnknownError(Message("ogc-collection-unknown", given=shown(name), known=known))
    return Collection(session, part, summary)


def _parts(plan: Plan, of: Summary | None) -> tuple[str, ...]:
    """Return the collections of a plan, or of a scenario."""
    layers = plan.present if of is None else ("zones",)
    return (*layers, *(f"coverage_{level}" for level in plan.terms.codes))
