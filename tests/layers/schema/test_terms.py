"""A plan speaks its own words, with a default for each, and refuses those that are none."""

from pathlib import Path

import pandas as pd
import pytest

from layers import Plan
from layers.china.build import CHINA_LEVELS, GROUP, REGION_CODE
from layers.errors import PlanError, UnknownError
from layers.messages import catalogue
from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import terms_frame
from tests import own_words
from tests.conftest import regions_frame, square, zones_frame
from tests.own_words import COUNTY, STATE, own_words_plan

REGION = Words("region", "regions", "区域")


def refusals(**columns: object) -> list[str]:
    """Return what is said of a plan whose terms have other cells."""
    with pytest.raises(PlanError) as caught:
        own_words_plan(terms=own_words.terms().assign(**columns))
    return list(caught.value.lines)


def test_a_plan_has_the_words_of_its_table_which_come_back_from_a_file(tmp_path: Path) -> None:
    plan = own_words_plan()
    assert [level.code for level in plan.levels] == ["county", "state"]
    assert plan.terms.group == Words("programme", "programmes", "项目")
    assert (plan.title(), plan.title("zh")) == ("Logistics hubs", "物流枢纽")
    assert plan.terms.speaker("en").say("cli-title-ftzs") == "Programmes"
    assert plan.terms.speaker("zh").say("cli-title-ftzs") == "项目"
    assert catalogue("en").say("cli-title-ftzs") == "Groups"
    plan.save(tmp_path / "plan.gpkg")
    assert Plan.open(tmp_path / "plan.gpkg").terms == plan.terms


def test_a_plan_without_terms_has_neutral_words_and_the_levels_that_its_regions_have() -> None:
    frames = {"zones": own_words.zones(), "regions": own_words.regions()}
    plan = Plan(frames)
    assert [(level.code, level.words) for level in plan.levels] == [("district", REGION)]
    assert plan.terms.group == Words("group", "groups", "分组")
    assert (plan.terms.crs_name, plan.terms.languages, plan.title()) == ("WGS 84", ("en",), "plan")
    parents = own_words.regions().assign(province_adcode="20")
    plan = Plan(frames | {"regions": parents})
    assert plan.terms.codes == ("district", "province")
    assert plan.levels[1].words == Words("level 2 region", "level 2 regions", "2 级区域")


def test_only_codes_of_china_in_its_crs_are_cut_to_those_of_cities_and_provinces() -> None:
    regions = regions_frame(("330101", square(-5, -5, 11)), ("990101", square(6, -5, 11)))
    zones = zones_frame(("W", "F", square(0)))
    plan = Plan({"zones": zones, "regions": regions})
    assert plan.regions["city_adcode"].fillna("").tolist() == ["330100", ""]
    assert plan.regions["province_adcode"].fillna("").tolist() == ["330000", ""]
    assert plan.levels == CHINA_LEVELS
    assert plan.terms.crs_name == "CGCS2000"
    elsewhere = [frame.set_crs("EPSG:4326", allow_override=True) for frame in (zones, regions)]
    plan = Plan({"zones": elsewhere[0], "regions": elsewhere[1]})
    assert plan.terms.codes == ("district",)
    assert plan.regions["city_adcode"].isna().all()
    own = terms_frame(levels=[Level("county", "adcode", COUNTY.words)])
    plan = Plan({"zones": zones, "regions": regions, "terms": own})
    assert plan.regions["city_adcode"].isna().all()


def test_the_china_plan_has_its_own_words(china_plan: Plan) -> None:
    terms = china_plan.terms
    assert (terms.levels, terms.group, terms.region_code) == (CHINA_LEVELS, GROUP, REGION_CODE)
    assert (terms.crs_name, terms.languages) == ("CGCS2000", ("en", "zh"))
    assert terms.notes(china_plan.zones) == (
        "Boundaries are schematic: no open boundaries exist. 边界为示意：没有公开的边界数据。"
    )
    assert terms.extent == tuple(china_plan.regions.total_bounds)


def test_names_of_a_level_stand_beside_its_codes_which_are_text() -> None:
    regions = own_words.regions().assign(
        state_fips=[20, 20, 31.0, 31],
        district=["N", "N", "S", "S"],
        district_name=["North", "North", "South", "South"],
        nation=["1"] * 4,
    )
    more = (
        Level("court", "district", Words("court", "courts", "法区")),
        Level("nation", "nation", Words("nation", "nations", "国")),
    )
    plan = own_words_plan(regions=regions, terms=terms_frame(levels=[COUNTY, STATE, *more]))
    assert plan.regions["state_fips"].tolist() == ["20", "20", "31", "31"]
    assert plan.terms.codes == ("county", "state", "court", "nation")
    _, state, court, nation = plan.levels
    assert state.shown_names(plan.regions).tolist() == ["Kansas"] * 2 + ["Nebraska"] * 2
    assert court.shown_names(plan.regions).tolist() == ["North"] * 2 + ["South"] * 2
    assert nation.shown_names(plan.regions).tolist() == ["1"] * 4
    with pytest.raises(UnknownError, match="level 'city': there is none; there are county, state"):
        plan.level("city")


def test_ranks_say_the_order_of_the_levels_whatever_that_of_the_rows() -> None:
    table = own_words.terms()
    assert own_words_plan(terms=table[::-1]).terms == own_words_plan().terms
    assert own_words_plan(terms=table.assign(rank=None)).terms.codes == ("county", "state")


def test_malformed_terms_are_refused_with_their_row() -> None:
    cases: list[tuple[dict[str, object], str]] = [
        ({"term": "colour"}, "terms: row 3: there is no term colour; there are title, group"),
        ({"term": "title"}, "terms: row 4: title appears twice; keep one"),
        ({"text": None, "text_zh": None}, "row 1: title has no word; fill in text or text_zh"),
        ({"text": "x" * 500}, "row 1: title is longer than 400 letters; shorten it"),
        ({"text": "a\nb"}, "row 1: title has a line break or an invisible character; remove it"),
        (
            {"text": "a\u202eb"},
            "row 1: title has a line break or an invisible character; remove it",
        ),
        ({"code": "County!"}, "row 3: level County!: a code is 1 to 24 small letters and digits"),
        ({"code": "county"}, "row 4: the level county appears twice; keep one"),
        ({"region_column": "nowhere"}, "row 3: regions have no column nowhere; name the column"),
        ({"region_column": "geometry"}, "row 3: regions have no column geometry; name the column"),
        ({"region_column": "adcode"}, "row 4: two levels have the column adcode"),
        ({"rank": [None, None, 2, 1, None, None]}, "the finest level has its codes in state_fips"),
    ]
    for columns, line in cases:
        assert any(line in said for said in refusals(**columns)), line
    with pytest.raises(PlanError) as caught:
        own_words_plan(terms=pd.DataFrame({"term": ["colour"] * 1_000, "text": "red"}))
    (only,) = caught.value.lines
    assert only.startswith("terms: has 1,000 rows; a plan has at most 50")
    names = [f"column_{number}" for number in range(4)]
    levels = [COUNTY, *(Level(f"l{n}", name, STATE.words) for n, name in enumerate(names))]
    regions = own_words.regions().assign(**dict.fromkeys(names, "1"))
    with pytest.raises(PlanError, match="has 5 levels of regions; a plan has at most 4"):
        own_words_plan(regions=regions, terms=terms_frame(levels=levels))


def test_an_extent_is_four_numbers_on_the_globe_and_languages_are_read() -> None:
    for text in ("1 2 3", "a b c d", "0 50 10 40", "-181 0 1 1", "nan 0 1 1"):
        with pytest.raises(PlanError, match="is not an extent; write west, south, east and north"):
            own_words_plan(terms=pd.DataFrame({"term": ["extent"], "text": [text]}))
    table = terms_frame(extent=(170.0, -20.0, -170.0, 10.0), languages=("zh", "en"))
    terms = own_words_plan(terms=table).terms
    assert (terms.extent, terms.languages) == ((170.0, -20.0, -170.0, 10.0), ("en", "zh"))


def test_a_word_in_one_language_serves_for_both_and_nothing_in_it_has_a_meaning_to_fluent() -> None:
    table = terms_frame(group=Words("", "", "项目"), title=Text("Hubs", ""))
    terms = own_words_plan(terms=table).terms
    assert terms.group == Words("项目", "项目", "项目")
    assert terms.title == Text("Hubs", "Hubs")
    odd = 'a "b" \\ {$c} { -group } # x = y'
    terms = own_words_plan(terms=terms_frame(group=Words(odd, odd, odd))).terms
    assert terms.speaker("en").say("page-kind-ftz") == odd
    assert terms.speaker("zh").say("page-kind-ftz") == odd
    zones = own_words.zones().assign(name_zh=["甲", None, None])
    assert own_words_plan(zones=zones, terms=terms_frame()).terms.languages == ("en", "zh")


def test_of_a_plan_with_some_surveyed_zones_it_is_said_how_many_and_which_are_schematic() -> None:
    plan = own_words_plan(terms=terms_frame(levels=[COUNTY]))
    zones = plan.zones.iloc[[0, 0, 0]].assign(zone_id=["1", "2", "3"])

    def note(*sources: str) -> str:
        return plan.terms.note("en", zones.assign(boundary_source=sources))

    surveyed = "1 of 3 zones surveyed; the boundaries of 2 are schematic."
    assert note("surveyed", "schematic", "schematic") == surveyed
    some = "The boundaries of 2 of 3 zones are schematic."
    assert note("imported", "schematic", "schematic") == some
    assert note("surveyed", "surveyed", "imported") == ""
    both = pd.concat([zones.assign(boundary_source="schematic"), zones.iloc[:1]])
    both["boundary_source"] = ["schematic"] * 3 + ["surveyed"]
    assert plan.terms.note("zh", both) == "3 个片区中有 1 个已测绘；另有 2 个边界为示意。"


def test_boundaries_drawn_by_hand_are_said_to_be_and_a_plans_own_note_stands_beside() -> None:
    plan = own_words_plan()
    assert plan.terms.notes(plan.zones) == "Counties as of 2023."
    drawn = plan.zones.assign(boundary_source="schematic")
    assert plan.terms.note("zh", drawn) == "边界为示意。 县界截至 2023 年。"
    assert own_words_plan(terms=terms_frame(levels=[COUNTY])).terms.notes(plan.zones) == ""
