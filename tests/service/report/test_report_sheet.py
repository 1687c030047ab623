"""Reports in both languages: the first page of each answers what a decision asks for."""

from collections.abc import Callable
from io import BytesIO
from typing import TypeAlias

import geopandas as gpd
import pypdf
import pytest
import shapely
from conftest import CRS
from own_words import own_words_plan
from reports import PLAN, across_180_degrees, measured, reported, with_layers

from geo import Expand, Scenario
from geo.edits import Edit
from geo.proposals import propose
from layers import Plan
from layers.example import example_plan
from layers.messages import LANGUAGES, Language
from layers.messages.languages import facts_of
from service.report.figures import signed
from service.report.pdf import to_pdf

Story: TypeAlias = Callable[[], tuple[Plan, list[Scenario]]]
_LONG = "中国（自由贸易）试验区" * 12


def of(plan: Plan, *edits: Edit, title: str = "Wider", title_zh: str = "扩大") -> Scenario:
    return Scenario.of(
        plan, edits, scenario=title.lower().replace(" ", "-"), title=title, title_zh=title_zh
    )


def proposal() -> tuple[Plan, list[Scenario]]:
    plan = example_plan()
    return plan, [propose(plan, ["F"], ["population@5"], budget_km2=2).scenario]


def another_country() -> tuple[Plan, list[Scenario]]:
    plan = own_words_plan()
    return plan, [of(plan, Expand(zone="A", by_km=2))]


def county_in_chinese() -> tuple[Plan, list[Scenario]]:
    """Return a plan with names in Chinese alone, one of them very long, and a zone without one."""
    plan = Plan(
        {
            "zones": PLAN.zones.drop(columns="name_zh").assign(name=[_LONG, None]),
            "regions": PLAN.regions.assign(name=["城关镇", "临江镇", "东山乡"]),
        }
    )
    return plan, [of(plan, Expand(zone="W", by_km=0.2), Expand(zone="E", by_km=0.2))]


def nothing() -> tuple[Plan, list[Scenario]]:
    return PLAN, [of(PLAN, title="As it is", title_zh="维持不变")]


def forty_edits() -> tuple[Plan, list[Scenario]]:
    squares = [shapely.box(120 + n, 30, 120.01 + n, 30.01) for n in range(40)]
    ids = [f"Z{number:02}" for number in range(40)]
    zones = gpd.GeoDataFrame({"zone_id": ids, "ftz_id": ids}, geometry=squares, crs=CRS)
    land = gpd.GeoDataFrame(
        {"adcode": ["330101"]}, geometry=[shapely.box(119, 25, 161, 35)], crs=CRS
    )
    plan = with_layers(Plan({"zones": zones, "regions": land}))
    return plan, [of(plan, *(Expand(zone=zone, by_km=0.2) for zone in ids))]


def on_both_sides() -> tuple[Plan, list[Scenario]]:
    plan = across_180_degrees()
    return plan, [of(plan, Expand(zone="Z", by_km=2))]


STORIES = (proposal, another_country, county_in_chinese, nothing, forty_edits, on_both_sides)
QUESTIONS = {
    "en": ("What it costs", "Who decides", "What is uncertain"),
    "zh": ("代价", "由谁决定", "不确定之处"),
}


def pages(content: bytes) -> list[str]:
    return [it.extract_text() for it in pypdf.PdfReader(BytesIO(content)).pages]


@pytest.mark.deep
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_the_first_page_answers_what_where_how_much_at_what_cost_and_by_whom(
    story: Story, language: Language
) -> None:
    plan, (scenario,) = story()
    first, *rest = (
        "".join(page.split())
        for page in pages(to_pdf(reported(plan, [scenario], language, annex=False, most_maps=4)))
    )
    costs, who, uncertain = ("".join(words.split()) for words in QUESTIONS[language])
    assert all(words in first for words in (costs, who, uncertain))
    changes = measured(plan, scenario).changes
    gained = sum(row["gained_km2"] for row in changes) - sum(row["lost_km2"] for row in changes)
    assert not gained or signed(gained, 2) in first
    title = scenario.title_zh if language == "zh" and scenario.title_zh else scenario.title
    assert "".join(facts_of(language).spelled(title).split()) in first
    assert not any(who in page for page in rest)  # it is one page


def test_a_report_of_forty_edits_with_a_map_of_each_has_at_most_twenty_pages() -> None:
    assert len(pages(to_pdf(reported(*forty_edits(), annex=False)))) <= 20
