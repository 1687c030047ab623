"""Page 1 says first whether a scenario can be decided, and leaves out no cost."""

from io import BytesIO

import docx
import pypdf
import pytest
from reports import PLAN, measured, reported, texts, with_layers
from ruled_plan import ONE_KM2, strip

from geo import Edit, Expand, Scenario
from geo.edits import Move, Remove, Reshape, Set, Swap
from layers import Plan
from layers.messages import Language
from layers.palette import STOP
from service.report.costs import costs
from service.report.document import (
    Picture,
    Report,
    ReportBanner,
    ReportSection,
    ReportTable,
    ReportText,
)
from service.report.docx import to_docx
from service.report.html import to_html
from service.report.pdf import to_pdf
from service.report.writer import Edition, Writer
from tests.conftest import layer_frame, point

PORT = layer_frame([point(10.5)], gateway_id=["P"], kind=["seaport"], name=["Old port"])


def costs_of(plan: Plan, *edits: Edit, language: Language = "en", **about: object) -> list[str]:
    one = measured(plan, Scenario.of(plan, edits, **about))  # type: ignore[arg-type]
    before = one.comparison.coverages[0]
    return [*costs(Writer(plan, before, [one], Edition(language, "2026-11-25")), one)]


def banners(found: Report) -> list[ReportBanner]:
    return [it for it in found.sections[0].blocks if isinstance(it, ReportBanner)]


def page_1(*edits: Edit, plan: Plan = PLAN, title: str = "Title", **about: object) -> Report:
    scenario = Scenario.of(plan, edits, title=title, **about)  # type: ignore[arg-type]
    return reported(plan, [scenario], annex=False)


def test_a_cap_that_is_exceeded_and_a_quota_are_costs() -> None:
    wide = Reshape(zone="W", geometry=strip(0, 3).__geo_interface__)
    over = f"F is {1.5 * ONE_KM2:.2f} km² over its cap of {2.5 * ONE_KM2:.2f} km²."
    assert over in costs_of(PLAN, wide)
    assert over in costs_of(PLAN, wide, rules={"cap": "ignore"})
    said = costs_of(PLAN, wide, rules={"cap": {"quota_km2": {"F": round(ONE_KM2, 2)}}})
    quota = f"requests a quota of {ONE_KM2:.2f} km² beyond its cap of {2.5 * ONE_KM2:.2f} km²."
    assert said[:2] == [
        f"F {quota}",
        f"With that quota F is still {0.5 * ONE_KM2:.2f} km² over.",
    ]
    (none,) = costs_of(PLAN, Set(zone="W", name="Quay"))
    assert none.startswith("No cost was found")


def test_people_clusters_and_gateways_that_are_lost_are_costs_by_name() -> None:
    zones = PLAN.zones.assign(sectors=["biopharma", "biopharma"])
    clusters = layer_frame(
        [point(10.5), point(11.5)], cluster_id=["c", "d"], sector="biopharma", name=["Lab", "Mill"]
    )
    plan = with_layers(zones=zones, gateways=PORT, clusters=clusters.assign(weight=1.0))
    said = costs_of(plan, Remove(zone="E"))
    for cost in (
        f"{ONE_KM2:.2f} km² of land is released.",
        "1 cluster is no longer inside a zone: Lab.",
        "1 cluster is no longer inside a zone for its sector.",
        "2 clusters leave 1 km: Lab, Mill.",
        "1 gateway is no longer inside a zone: Old port.",
    ):
        assert cost in said, cost
    moved = costs_of(plan, Move(zone="W", dx_km=99, dy_km=0))
    assert "Persons leaving 1 km: 1,000." in moved
    assert costs_of(plan, Set(zone="E", sectors="marine_economy")) == [
        "1 cluster is no longer inside a zone for its sector."
    ]


def test_land_that_is_no_longer_reached_is_the_cost_of_a_plan_without_people() -> None:
    plan = Plan({"zones": PLAN.zones, "regions": PLAN.regions})
    assert any(
        cost.startswith("Land within 1 km, km²: −") for cost in costs_of(plan, Remove(zone="E"))
    )


def test_a_broken_hard_rule_is_a_red_banner_in_every_format() -> None:
    onto = Reshape(zone="W", geometry=strip(0, 4).__geo_interface__)  # the red line at 3
    found = page_1(onto)
    stop, *_ = banners(found)
    (entry,) = stop.entries
    assert (stop.is_stop, entry.heading) == (True, "Cannot be decided as it is")
    assert f"West holds {ONE_KM2:.2f} km² of exclusion X (red line)" in entry.texts
    assert f'<div class="banner stop"><div><strong>× {entry.heading}' in to_html(found)
    cell = docx.Document(BytesIO(to_docx(found))).tables[1].rows[0].cells[0]
    assert STOP.lstrip("#") in cell._tc.xml
    page = pypdf.PdfReader(BytesIO(to_pdf(found))).pages[0]
    assert entry.heading in page.extract_text()
    red = [int(STOP[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    fills = [
        [float(it) for it in operands]
        for operands, operator in page.get_contents().operations  # type: ignore[union-attr]
        if operator in (b"rg", b"scn") and len(operands) == 3
    ]
    assert any(pytest.approx(red, abs=0.01) == fill for fill in fills)
    assert "To be settled first: the hard rules that are broken." in texts(found)
    beside = reported(scenarios=[Scenario.of(PLAN, [it]) for it in (onto, Remove(zone="E"))])
    assert banners(beside)[0].entries[0].heading == "A: Cannot be decided as it is"
    assert not any(it.is_stop for it in banners(page_1(Expand(zone="W", by_km=0.1))))


def purposes_in(found: Report) -> ReportTable:
    (table,) = (it for it in found.sections[0].single_blocks if isinstance(it, ReportTable))
    return table


def test_the_banner_says_for_which_purposes_a_scenario_is_better_or_worse() -> None:
    away = page_1(Move(zone="W", dx_km=99, dy_km=0))
    _, served = banners(away)[0].entries
    assert (served.mark, served.heading) == ("▼", "Of 6 purposes: 5 worse")
    worse = (
        "Regional development, Room for key sectors, Trade and customs, Land, People within reach"
    )
    people = "Persons reached: −1,000 within 1 km, −1,200 within 2 km, −1,200 within 5 km."
    assert served.texts == (f"Worse: {worse}.", people)
    wider = page_1(Expand(zone="W", by_km=0.8))
    _, served = banners(wider)[0].entries
    assert (served.mark, served.heading) == ("◆", "Of 6 purposes: 2 better, 1 better and worse")
    assert "Better in part, worse in part: Land." in served.texts
    assert "Undecided by these data: Regional development." in served.texts
    _, served = banners(page_1(Set(zone="W", name="Quay")))[0].entries
    assert served == ("=", "No purpose is better or worse", ())


def test_one_sentence_says_that_radii_disagree() -> None:
    east = page_1(Move(zone="W", dx_km=2.41, dy_km=0))  # 1,000 at 0.5, 200 at 2.5, 30 at 5.5
    disagree = "? The radii disagree\nPersons reached: −800 within 1 km, +30 within 2 km."
    assert disagree in texts(east)


def test_what_is_worse_within_another_radius_alone_is_not_left_out() -> None:
    away = purposes_in(page_1(Move(zone="W", dx_km=99, dy_km=0)))
    rows = {row[1]: row[2:] for row in away.rows}
    assert "Inequality within provinces (Theil), 2 km" not in rows
    assert rows["Inequality within provinces (Theil), 5 km"] == ("0.000", "+0.315", "▼ worse")


def test_a_report_of_the_zones_as_they_are_says_by_purpose_what_they_are_good_for() -> None:
    served = purposes_in(reported(PLAN, [], annex=False))
    assert served.heads == ("Purpose", "Indicator", "Today")
    assert ("Land", "Share of the caps used", "80.0%") in served.rows
    least = "Share within reach in the least covered province, 2 km"
    assert ("Regional development", least, "97.2% (330000)") in served.rows


def test_a_picture_without_room_on_page_1_follows_its_text() -> None:
    def page(count: int) -> Report:
        rows = tuple((str(number), "") for number in range(count))
        table = ReportTable("Rows", ("Number", "Nothing"), rows, (False, False))
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {:g}"></svg>'

        def lowered(high: float) -> str:
            return svg.format(min(900, max(250, 1000 * high)))

        picture = Picture(lowered, "Caption", "A picture", can_be_lower=True)
        section = ReportSection("Decision", (picture, table, ReportText("Foot")))
        return Report("en", "Title", "Plan", "2026-11-25", (), (), (section,))

    for count, is_beside in ((10, True), (44, False)):
        document = pypdf.PdfReader(BytesIO(to_pdf(page(count))))
        pages = [page.extract_text() for page in document.pages]
        assert "Foot" in pages[0]
        assert ("Caption" in pages[0]) == is_beside


def test_a_change_of_sectors_is_named() -> None:
    plan = with_layers(zones=PLAN.zones.assign(sectors=["biopharma;tea", ""]))
    said = texts(page_1(Set(zone="W", sectors="tea;marine_economy"), plan=plan))
    assert "West is newly designated for Marine economy, no longer for Biopharma." in said
    renamed = Set(zone="W", zone_id="V", sectors="biopharma")
    assert "is no longer designated for tea." in texts(page_1(renamed, plan=plan))


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("West by 1.61 km²", False),
        (f"West by {ONE_KM2:.1f} km²", True),
        ("西片区新增1.61平方公里", False),
        ("Brings 1,239 people nearer", False),
        ("Brings 200 people nearer", True),
        ("Brings 0.2 thousand people nearer", True),
        ("惠及20万人", False),
        ("Within 50 km of 3 ports", True),
    ],
)
def test_a_figure_of_the_title_that_is_not_measured_is_noted(title: str, *, said: bool) -> None:
    wide = Reshape(zone="W", geometry=strip(0, 2).__geo_interface__)
    found = texts(page_1(wide, title=title))
    assert ("The title and the figures differ" in found) is not said


def test_both_sides_of_an_exchange_within_a_group_stay_within_the_cap() -> None:
    swap = Swap(zone="W", release=strip(0, 0.25).wkt, take=strip(1, 1.25).wkt)
    said = texts(page_1(swap))
    assert f"F stays within its cap of {2.5 * ONE_KM2:.2f} km²;" in said
    assert "over its cap" not in said
