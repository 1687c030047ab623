"""A planner's session: the plan, the scenarios that this planner may see, and their coverage."""

from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import shapely

from geo.comparison.compare import Comparison
from geo.coverage import Coverage
from geo.coverage.scope import Scope
from geo.coverage.travel import LINE, Travel
from geo.scenario.model import Scenario
from layers import Plan
from layers.scenario_id import BASELINE
from service.api.plan_session import PlanSession, Radii
from service.scenario_service import Given, ScenarioService


@dataclass(frozen=True)
class PlannerSession:
    """Answers the questions of one person about one plan.

    It is created for each request and holds no state. Coverages are cached for all users by the
    hash of the scenario's document, so a changed scenario never gets an outdated coverage.
    """

    scenarios: ScenarioService
    plan_session: PlanSession
    year: int | None = None
    """As of the end of which year scenarios are read, by their phases; None: with all edits."""

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.scenarios.plan

    def scenario(self, name: str) -> Scenario | None:
        """Return a scenario by id, None for the baseline.

        Raises:
            UnknownError: this person may see no scenario of that id.
        """
        scenario = None if name == BASELINE else self.scenarios.scenario(name)
        return scenario if scenario is None or self.year is None else scenario.as_of(self.year)

    def given(self, name: str) -> Given:
        """Return the present state of a scenario by id, with its record in the store.

        Raises:
            UnknownError: this person may see no scenario of that id.
        """
        if name == BASELINE:
            return Given()
        return self.scenarios.given(name, record=True).as_of(self.year)

    def coverage(self, name: str, radii_km: Radii | None = None, travel: Travel = LINE) -> Coverage:
        """Return the coverage of a scenario by id, at the usual radii if none are given.

        Raises:
            UnknownError, ScenarioError, MeasureError
        """
        radii_km = travel.usual_radii if radii_km is None else radii_km
        if name == BASELINE:
            return self.plan_session.baseline(radii_km, travel)
        if self.year is not None and self.scenarios.scenario(name).phases:
            return self.plan_session.meter(radii_km, travel).measure(self.scenario(name))
        revision = self.scenarios.revision(name)
        return self.plan_session.coverage(
            revision.document, radii_km, partial(self.scenarios.read, revision), travel
        )

    def measure(
        self, scenario: Scenario | str, radii_km: Radii, draft: str = "", travel: Travel = LINE
    ) -> Coverage:
        """Measure the edits of a draft, or a stored scenario by its id.

        Raises:
            UnknownError, ScenarioError, MeasureError
        """
        if isinstance(scenario, str):
            return self.coverage(scenario, radii_km, travel)
        return self.plan_session.meter(radii_km, travel).measure(scenario, draft=draft)

    def within(self, coverage: Coverage, scope: Scope, draft: str | None = None) -> Coverage:
        """Return the coverage of the zones in scope alone; cached unless it is of a draft."""

        def make() -> Coverage:
            zones = scope.zones(coverage.zone_frame)
            meter = self.plan_session.meter(coverage.radii_km, coverage.travel)
            return meter.measure(zones, draft=draft or "")

        if scope.kind == "region":
            return coverage
        return make() if draft is not None else self.plan_session.within(coverage, scope, make)

    def comparison(
        self, a: str, b: str, travel: Travel = LINE, b_travel: Travel | None = None
    ) -> Comparison:
        """Return the changes of A against B, for which another travel mode may be given.

        Raises:
            UnknownError, ScenarioError
        """
        before = self.coverage(b, travel=b_travel or travel)
        return self.plan_session.compared(before, self.coverage(a, travel=travel))

    def zone_frame(self, name: str) -> gpd.GeoDataFrame:
        """Return the zones of a scenario by id, with their area, without computing coverage.

        Raises:
            UnknownError, ScenarioError
        """
        revision = None if name == BASELINE else self.scenarios.revision(name)

        def make() -> gpd.GeoDataFrame:
            zones = self.plan.zones
            if revision is not None:
                scenario = self.scenarios.read(revision)
                held = scenario if self.year is None else scenario.as_of(self.year)
                zones = self.plan_session.replay_cache.replay(held).zones
            shapes = shapely.normalize(zones["geometry"].to_numpy())
            return zones.assign(area_km2=self.plan.ellipsoid.area_km2(shapes))

        key = "zones", revision and revision.document, self.year
        return self.plan_session.cached(key, make)
