"""A map as a sheet to print or a picture: any extent of a plan, as PDF or PNG.

It is drawn as the maps of reports are, with its legend, notes and sources.
"""

from collections.abc import Collection
from typing import Literal

from geo import Coverage
from layers import Plan
from layers.geometry.antimeridian import Extent
from service.report.maps import PAPERS, Maps
from service.report.measured import Measured
from service.report.pdf import sheet_pdf, to_png
from service.report.pictures import Pictures
from service.report.writer import Edition, Writer

_PNG_PX = {"a4": 2970, "a3": 4200}


def sheet(  # noqa: PLR0913  each is a part of the request
    plan: Plan,
    before: Coverage,
    one: Measured | None,
    suffix: str,
    edition: Edition,
    *,
    extent: Extent | None = None,
    paper: str = "a4",
    title: str = "",
    layers: Collection[str] = (),
    tint: Literal["people", "land"] = "people",
    is_change: bool = True,
    maps: Maps | None = None,
) -> bytes:
    """Return a sheet of a scenario compared with `before`, or of that alone, as `.pdf` or `.png`.

    `extent` is in degrees of the plan's CRS, that of the whole plan without it; `title` replaces
    that of the scenario. `layers` are shown above the zones: `clusters`, `gateways`, `violations`.
    Regions are tinted by the change against `before`, or (not `is_change`) by the reach itself.
    `maps` are those of the plan and the language, if they exist already.
    """
    writer = Writer(plan, before, [] if one is None else [one], edition)
    pictures = Pictures(writer, maps, is_of_land=tint == "land", is_change=is_change)
    svg, named = pictures.sheet(one, title, extent, paper, layers)
    if suffix == ".png":
        return to_png(svg, _PNG_PX[paper])
    return sheet_pdf(svg, named, edition, PAPERS[paper])
