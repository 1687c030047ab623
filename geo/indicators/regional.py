"""Indicators of regional development: whether zones serve the regions that have least.

- **Worst-served** are the tenth of the finest regions with people (rounded up) that lie farthest
  from a zone of the baseline, by their nearest demand point; equals in the order of their codes.
- **Lagging** are the regions of the coarsest level whose GDP per person is below the median of
  those that state one (`province_gdp_…_cny` of `regions`, the latest year, per person of the
  demand).
- The **least covered** region of the coarsest level is the one of which the smallest share of
  people lives within reach.
- **Theil's index** of the shares xᵢ of the finest regions with people, pᵢ of all people each,
  μ = Σ pᵢ xᵢ, is T = Σ pᵢ (xᵢ/μ) ln(xᵢ/μ). Over the regions g of the coarsest level it splits into
  T = Σ p_g (x_g/μ) ln(x_g/μ) **between** them and Σ p_g (x_g/μ) T_g **within** (Theil, *Economics
  and Information Theory*, 1967). Districts in no region of the coarsest level are one more.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.indicator import Indicator, PointAmounts, Value, district_of_rows, one_point
from geo.coverage.nearest import baseline_km
from geo.coverage.plan_data import PlanData
from geo.indicators.people import INDEX_DECIDES
from geo.tables.development import of_provinces, province_figures
from geo.tables.inequality import indices
from layers.geometry.edges import Bools, Floats, Ints
from layers.schema.figures import Figure


def worst_served_districts(plan_data: PlanData) -> Ints:
    """Return the rows of the tenth of the finest regions with people that lie farthest, in order.

    Farthest from the zones of the baseline, by the straight line.
    """
    people = plan_data.population > 0
    distance = baseline_km(plan_data)
    count = len(plan_data.regions)
    nearest = np.full(count + 1, np.inf)
    np.minimum.at(nearest, plan_data.district[people], distance[people])
    lived_in = np.flatnonzero(plan_data.people_by_district(people)[:count] > 0)
    codes = plan_data.plan.regions["adcode"].to_numpy(object)[lived_in]
    order = np.lexsort((codes.astype(str), -nearest[lived_in]))
    return np.sort(lived_in[order[: -(-len(lived_in) // 10)]])


def _of_districts(plan_data: PlanData, rows: Ints) -> Iterator[PointAmounts]:
    """Yield the people of some districts as points of the plan."""
    mark = np.zeros(len(plan_data.regions) + 1, bool)
    mark[rows] = True
    people = plan_data.plan.demand["population"].to_numpy(float)
    yield PointAmounts.of(None, "demand", people * mark[district_of_rows(plan_data, "demand")])


def _worst_served(plan_data: PlanData) -> Iterator[PointAmounts]:
    yield from _of_districts(plan_data, worst_served_districts(plan_data))


def _lagging(plan_data: PlanData) -> Iterator[PointAmounts]:
    yield from _of_districts(plan_data, np.flatnonzero(lagging_districts(plan_data)))


def lagging_districts(plan_data: PlanData) -> Bools:
    """Return which districts lie in a region whose GDP per person is below the median."""
    plan = plan_data.plan
    names = [name for name in province_figures(plan.regions) if name.startswith("gdp")]
    if not names:
        return np.zeros(len(plan.regions), bool)
    codes = plan.regions[plan.terms.coarsest.column]
    gdp = of_provinces(plan.regions, max(names).removesuffix("_cny"), codes.name)[0]
    everyone = plan_data.people_by_district(np.ones(len(plan_data.demand), bool))[:-1]
    people = pd.Series(everyone).groupby(codes.to_numpy()).sum()
    per_person = (gdp / people.where(people > 0)).dropna()
    poorer = per_person.index[per_person < per_person.median()]
    is_poorer: Bools = codes.isin(poorer).to_numpy(bool)
    return is_poorer


def _least_share(coverage: Coverage) -> Iterator[Value]:
    level = coverage.plan.terms.coarsest.code
    rows = coverage.regions[coverage.regions["level"] == level]
    one = one_point(coverage.plan_data.population)
    for radius in coverage.radii_km:
        own = rows[(rows[coverage.radius_column] == radius) & (rows["population"] > 0)]
        share = (own["covered_population"] / own["population"]).to_numpy(float)
        if len(share):
            row = int(np.argmin(share))
            people = float(own["population"].iloc[row])
            yield Value(None, radius, share[row], one / people, str(own["adcode"].iloc[row]))


def _theil(coverage: Coverage, part: str) -> Iterator[Value]:
    plan_data = coverage.plan_data
    people = plan_data.people_by_district(np.ones(len(plan_data.demand), bool))[:-1]
    groups, _ = pd.factorize(coverage.plan.regions[coverage.plan.terms.coarsest.column])
    for number, radius in enumerate(coverage.radii_km):
        reached = coverage.figures.covered.people[number, :-1]
        between, within = theil_parts(people, reached, groups)
        value = between if part == "between" else within
        yield Value(None, radius, value, INDEX_DECIDES)


def theil_parts(people: Floats, reached: Floats, groups: Ints) -> tuple[float, float]:
    """Return Theil's index of the shares reached between groups of districts, and within them.

    NaN where no people are reached.

    >>> people, reached = np.array([10.0, 10.0, 20.0]), np.array([10.0, 0.0, 10.0])
    >>> [round(part, 3) for part in theil_parts(people, reached, np.array([0, 0, 1]))]
    [0.0, 0.347]
    """
    lived_in = people > 0
    people, reached, groups = people[lived_in], reached[lived_in], groups[lived_in]
    of = groups - groups.min(initial=0)
    by_group, own = (np.bincount(of, each).astype(float) for each in (people, reached))
    kept = by_group > 0
    between = indices(by_group[kept], own[kept] / by_group[kept])["theil"]
    whole = indices(people, reached / people)["theil"]
    return between, whole - between


_WORST_SERVED = Indicator(
    Figure("worst_served_population"), "regions", 1, "more", ("demand",), points=_worst_served
)
_LAGGING = Indicator(
    Figure("lagging_population"),
    "regions",
    2,
    "more",
    ("demand", "regions.province_gdp_…_cny"),
    points=_lagging,
)
_LEAST_COVERED = Indicator(
    Figure("least_covered_share", ".1%"),
    "regions",
    3,
    "more",
    ("demand",),
    within=True,
    measure=_least_share,
    instead="least:LEVEL@50",
)
_BETWEEN, _WITHIN = (
    Indicator(
        figure,
        "regions",
        4 + number,
        "less",
        ("demand",),
        within=True,
        measure=partial(_theil, part=part),
        instead="least:LEVEL@50",
    )
    for number, (figure, part) in enumerate(
        ((Figure("theil_between", ".3f"), "between"), (Figure("theil_within", ".3f"), "within"))
    )
)
