"""Write the example of a published site: a boundary of the China plan, dragged from step to step.

The east side of Wuhan's zone is moved outwards a kilometre at a time, and these steps are
published, as `zonewright publish --steps` does. The figures of each step are computed here; the
page shows them and measures nothing. `docs/build.py` puts it into the documentation's site.
"""

from pathlib import Path

from geo import CoverageMeter, Expand, Scenario
from geo.coverage.travel import DEFAULT_RADII_KM
from layers import Plan
from service.published.folder import check_own, write_site
from service.published.site import Publishing, site_files
from service.report.measured import Measured

ZONE, EAST = "HB-WH", (45.0, 135.0)
STEPS_KM = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)


def step(plan: Plan, by_km: float) -> Scenario:
    """Return the scenario that moves the zone's east side outwards."""
    return Scenario.of(
        plan,
        Expand(zone=ZONE, by_km=by_km, bearing=EAST),
        scenario=f"wuhan-east-{by_km:.0f}",
        title=f"Wuhan's zone {by_km:.0f} km further east",
        title_zh=f"武汉片区向东外扩{by_km:.0f}公里",
    )


def write_example(plan: Plan, folder: Path) -> None:
    """Write the example as a new folder, or in place of an earlier one."""
    check_own(folder)
    meter = CoverageMeter(plan, DEFAULT_RADII_KM)
    before = meter.measure()
    steps = [Measured.of(meter, before, step(plan, by_km)) for by_km in STEPS_KM]
    write_site(site_files(meter, steps, Publishing(with_decisions=False, is_steps=True)), folder)
