"""The slides of a scenario say what its report says, and open anywhere without a network."""

import hashlib
import re
from base64 import b64encode

from reports import PLAN, WIDER, measured, reported, texts

from geo import Expand, Remove, Scenario, Set
from layers import Plan
from layers.messages import Language
from service.report.slides import SlideColumns, SlideFigures, SlideMaps, Slides, slides
from service.report.slides_html import policy, slides_html
from service.report.writer import Edition


def shown(plan: Plan = PLAN, scenario: Scenario = WIDER, language: Language = "en") -> Slides:
    return slides(measured(plan, scenario), Edition(language, "2026-11-25"))


def test_what_slides_say_stands_in_the_report_word_by_word() -> None:
    language: Language = "zh"
    scenario = Scenario.of(PLAN, [Expand(zone="W", by_km=0.8), Remove(zone="E")], title="Move")
    found = shown(PLAN, scenario, language)
    report = texts(reported(PLAN, [scenario], language))
    first, *_, last = found.slides
    assert first.headline == found.title == "Move"
    (columns,) = (block for block in last.blocks if isinstance(block, SlideColumns))
    gains, pays, uncertain, who = columns.columns
    said = [*first.lead, *uncertain.points, *who.points, *pays.points[:2]]
    assert all(sentence in report for sentence in said)
    assert [column.heading[:1] != "" for column in columns.columns] == [True] * 4
    assert gains.mark == "▲"
    (figures,) = (block for block in first.blocks if isinstance(block, SlideFigures))
    assert len(figures.figures) == 3
    assert found.notes == reported(PLAN, [scenario], language).notes


def test_a_place_is_shown_today_without_the_change_and_as_planned_with_it() -> None:
    (maps,) = (
        block for slide in shown().slides for block in slide.blocks if isinstance(block, SlideMaps)
    )
    before, after = maps.place.before, maps.place.after
    size = re.compile('viewBox="[^"]*"')
    assert size.findall(before) == size.findall(after)
    assert "km²" in after
    assert "km²" not in before
    assert "Land gained" in maps.place.legend


def test_slides_are_one_file_whose_only_script_is_named_by_its_hash() -> None:
    page = slides_html(shown())
    (script,) = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        policy() == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )
    assert policy() in page
    assert not re.findall(r'(?:src|href)="', page)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_a_scenario_that_moves_no_boundary_has_slides_too() -> None:
    found = shown(scenario=Scenario.of(PLAN, [Set(zone="W", name="Quay")], title="<Quay>"))
    page = slides_html(found)
    assert "&lt;Quay&gt;" in page
    assert "<Quay>" not in page


def test_slides_of_phases_say_what_each_adds_and_those_of_a_draft_name_its_title() -> None:
    edits = [Expand(zone="W", by_km=0.8), Expand(zone="E", by_km=0.5)]
    phases = [{"by": 2027, "title": "Quay", "edits": 1}, {"by": 2030, "edits": 2}]
    scenario = Scenario.of(PLAN, edits, title="Port", scenario="edited", phases=phases)
    found = shown(scenario=scenario)
    one = measured(PLAN, scenario)
    lands = [f"{phase.measured.land_km2['gained']:.2f}" for phase in one.phases]
    (phased,) = (one for one in found.slides if one.headline.startswith("What each phase adds"))
    assert [*phased.lead] == [
        f"By 2027 · Quay: +{lands[0]} km², −0.00 km² in all",
        f"By 2030: +{lands[1]} km², −0.00 km² in all",
    ]
    assert found.facts[0] == "Port: not a saved revision"
    assert "edited" not in slides_html(found)
