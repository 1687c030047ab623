"""Five reports in both languages: the first page of each answers what a decision asks for."""

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import TypeAlias

import geopandas as gpd
import pypdf
import pytest
import shapely
from reports import (
    PLAN,
    WIDER,
    measured,
    pictures,
    reported,
    with_layers,
)

from geo import Expand, Scenario
from geo.edits import Edit, Remove, Transfer
from geo.proposals import propose
from layers import Plan
from layers.example import example_plan
from layers.messages import LANGUAGES, Language
from layers.messages.languages import facts_of
from service.report.figures import signed
from service.report.measured import Measured
from service.report.pdf import to_pdf
from tests.conftest import CRS, layer_frame

Story: TypeAlias = Callable[[], tuple[Plan, list[Scenario]]]
_HALF = shapely.box(120.005, 30, 120.01, 30.01)
_LONG = "中国（自由贸易）试验区" * 12


def of(plan: Plan, *edits: Edit, title: str = "Wider", title_zh: str = "扩大") -> Scenario:
    return Scenario.of(
        plan, edits, scenario=title.lower().replace(" ", "-"), title=title, title_zh=title_zh
    )


@cache
def three() -> tuple[Plan, list[Scenario]]:
    given = Transfer(**{"from": "W"}, to="E", geometry=_HALF.wkt)
    less = of(PLAN, Remove(zone="E"), title="Less", title_zh="撤销东片区")
    return PLAN, [WIDER, less, of(PLAN, given, title="Given", title_zh="划转")]


@cache
def proposal() -> tuple[Plan, list[Scenario]]:
    plan = example_plan()
    return plan, [propose(plan, ["F"], ["population@5"], budget_km2=2, tries=300).scenario]


@cache
def county_in_chinese() -> tuple[Plan, list[Scenario]]:
    """Return a plan with names in Chinese alone, one of them very long, and a zone without one."""
    plan = Plan(
        {
            "zones": PLAN.zones.drop(columns="name_zh").assign(name=[_LONG, None]),
            "regions": PLAN.regions.assign(name=["城关镇", "临江镇", "东山乡"]),
        }
    )
    return plan, [of(plan, Expand(zone="W", by_km=0.2), Expand(zone="E", by_km=0.2))]


@cache
def nothing() -> tuple[Plan, list[Scenario]]:
    return PLAN, [of(PLAN, title="As it is", title_zh="维持不变")]


@cache
def forty_edits() -> tuple[Plan, list[Scenario]]:
    squares = [shapely.box(120 + n, 30, 120.01 + n, 30.01) for n in range(40)]
    ids = [f"Z{number:02}" for number in range(40)]
    zones = gpd.GeoDataFrame({"zone_id": ids, "ftz_id": ids}, geometry=squares, crs=CRS)
    land = layer_frame([shapely.box(119, 25, 161, 35)], adcode=["330101"])
    plan = with_layers(Plan({"zones": zones, "regions": land}))
    return plan, [of(plan, *(Expand(zone=zone, by_km=0.2) for zone in ids))]


STORIES = (three, proposal, county_in_chinese, nothing, forty_edits)
QUESTIONS = {
    "en": ("What it costs", "Who decides", "How sure it is"),
    "zh": ("代价", "由谁决定", "把握程度"),
}


@cache
def told(story: Story) -> tuple[Plan, list[Measured]]:
    plan, scenarios = story()
    return plan, [measured(plan, it) for it in scenarios]


def made(story: Story, language: Language) -> bytes:
    return to_pdf(reported(*told(story), language, annex=False, most_maps=4))


def pages(content: bytes) -> list[str]:
    return [it.extract_text() for it in pypdf.PdfReader(BytesIO(content)).pages]


@pytest.mark.deep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_the_first_page_answers_what_where_how_much_at_what_cost_and_by_whom(
    story: Story, language: Language
) -> None:
    first, *rest = pages(made(story, language))
    text = "".join(first.split())
    costs, who, uncertain = ("".join(words.split()) for words in QUESTIONS[language])
    assert who in text
    assert uncertain in text
    _, ones = told(story)
    for one in ones:
        scenario, changes = one.scenario, one.changes
        gained = sum(row["gained_km2"] for row in changes) - sum(row["lost_km2"] for row in changes)
        if len(ones) == 1:
            assert costs in text
            assert not changes or not gained or signed(gained, 2) in text
        title = scenario.title_zh if language == "zh" and scenario.title_zh else scenario.title
        assert "".join(facts_of(language).spelled(title).split()) in text
    assert not any(who in "".join(page.split()) for page in rest)  # it is one page


def test_a_report_of_forty_edits_with_a_map_of_each_has_at_most_twenty_pages() -> None:
    assert len(pages(to_pdf(reported(*told(forty_edits), annex=False)))) <= 20


def test_no_place_is_drawn_on_a_callout() -> None:
    number = r'="([\d.]+)"'
    plate = re.compile(rf'<rect x{number} y{number} width{number} height{number} rx="3"')
    place = re.compile(rf'<circle cx{number} cy{number} r="2.6"')
    seen = set[str]()
    for picture in pictures(reported(*three(), "zh")):
        for panel in picture.svg.split("<svg ")[1:]:
            plates = [tuple(map(float, it)) for it in plate.findall(panel)]
            places = [tuple(map(float, it)) for it in place.findall(panel)]
            seen |= {name for name, found in (("plate", plates), ("place", places)) if found}
            for x, y in places:
                assert not any(
                    west < x < west + wide and north < y < north + high
                    for west, north, wide, high in plates
                )
    assert seen == {"plate", "place"}
