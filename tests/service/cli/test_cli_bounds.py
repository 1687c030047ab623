"""`bounds`: words to land in both languages, each refusal in a line, and what is written."""

import json
from pathlib import Path

import pytest
import shapely
from command_line import answer, refusal, run
from named_streets import GRID, ROUND, TWO_LOBES, WAVES, blocks
from typer.testing import CliRunner

from geo import Scenario
from service.cli import app

CHINESE = "东至V4 Street，南至H1 Road，西至V1 Street，北至H3 Road，面积7.4平方公里"


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streets") / "streets.gpkg"
    WAVES.save(path)
    return path


def test_it_prints_each_section_its_area_beside_the_published_one_and_what_was_taken(
    streets: Path,
) -> None:
    ran = run("bounds", streets, ROUND + ", area 7.2 km2", "--near", "Z")
    assert ran.code == 0
    for words in ("V4 Street", "follows it", "east", "7.39 km²", "published 7.20 km²", "± m"):
        assert words in ran.out
    ran = run("bounds", streets, CHINESE.replace("V4", "v4"), "--near", "Z", "--lang", "zh")
    assert ran.code == 0
    for words in ("V4 Street", "沿线", "东侧", "7.39 平方公里", "公布"):
        assert words in ran.out


def test_json_is_geojson_with_the_land_and_its_sections_and_text_may_come_from_input(
    streets: Path,
) -> None:
    document = answer("bounds", streets, ROUND, "--near", "Z")
    piped = ["bounds", str(streets), "-", "--near", "Z", "--json"]
    assert json.loads(CliRunner().invoke(app, piped, input=ROUND).stdout) == document
    assert [one["properties"]["what"] for one in document["features"]] == ["part"] + 4 * ["section"]
    land = shapely.geometry.shape(document["features"][0]["geometry"])
    assert land.symmetric_difference(blocks(1, 1, 4, 3)).area < 1e-9


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("", (), "no text"),
        ("x" * 6000, (), "longer than 5,000 characters"),
        ("east to " + ", ".join(f"R{at} Road" for at in range(300)), (), "300 names"),
        ("east to A (B Road", (), "a bracket without its partner"),
        ("somewhere", (), "no side is named"),
        ("east to , west to A", (), "nothing is named for the east"),
        ("east to 191 E", (), "is not a position"),
        (ROUND, ("--gap-km", "80"), "--gap-km 80: must be from 0 to 50"),
        (ROUND, ("--near", "Q"), "--near Q: no zone"),
        (ROUND, ("--part", "2"), "--part 2: the text has one part"),
        (ROUND, ("--choose", "1:2"), "--choose 1:2: write the number of a part"),
        (ROUND, ("--choose", "2=1"), "the text has one part"),
        (ROUND, ("--choose", "1=4"), "--choose 4: one area fits these words"),
        (ROUND, ("-o", "land.txt"), "--out land.txt: write a .geojson"),
        (ROUND.replace("V4", "V9"), (), "east: nothing near is called V9 Street; did you mean"),
        (ROUND.replace("V4 Street", "a planned road"), (), "cannot be looked up as a name"),
        (ROUND + ", excluding Nowhere", (), "no area near is called Nowhere"),
        ("enclosed by V1 Street and V4 Street", (), "come no nearer than"),
        (ROUND.replace("east to V4 Street, ", ""), (), "the text does not describe the east"),
        (ROUND.replace("V4", "V0"), (), "V0 Street lies on the west, not on the east"),
        (TWO_LOBES, (), "2 areas fit these words"),
    ],
)
def test_what_does_not_do_is_refused_in_a_line_in_both_languages(
    streets: Path, text: str, options: tuple[str, ...], says: str
) -> None:
    near = () if "--near" in options else ("--near", "Z")
    assert says in refusal("bounds", streets, text, *near, *options)
    chinese = refusal("bounds", streets, text, *near, *options, "--lang", "zh")
    assert not any(code in chinese for code in ("bounds-", "{"))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_every_name_that_is_not_found_has_its_line_and_a_plan_without_names_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "unnamed.gpkg"
    GRID.with_layer("network", GRID.frame("network").assign(name=None)).save(path)
    ran = run("bounds", path, ROUND, "--near", "Z")
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 5)
    assert "add lines with names to its layer network" in ran.errors[-1]


def test_out_writes_geojson_or_a_scenario_and_never_over_a_file(
    streets: Path, tmp_path: Path
) -> None:
    outline, words = tmp_path / "land.geojson", tmp_path / "words.yaml"
    assert run("bounds", streets, ROUND, "--near", "Z", "-o", outline).code == 0
    assert json.loads(outline.read_text())["features"][0]["properties"]["complete"] is True
    assert run("bounds", streets, ROUND, "--near", "Z", "-o", words).code == 0
    (edit,) = Scenario.parse(words.read_text()).to_document()["edits"]
    assert edit["reshape"]["bounds_text"] == ROUND
    assert run("check", streets, "--scenario", words).code == 0
    assert "land.geojson" in refusal("bounds", streets, ROUND, "--near", "Z", "-o", outline)


def test_in_a_region_the_land_is_a_new_zone_that_has_an_id_and_a_group(
    streets: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new.yaml"
    near = ("bounds", streets, ROUND, "--near", "West Town", "-o", out)
    assert "name the new zone with --zone" in refusal(*near)
    assert run(*near, "--zone", "N", "--ftz", "F").code == 0
    (edit,) = Scenario.parse(out.read_text()).to_document()["edits"]
    assert (edit["add"]["zone"], edit["add"]["ftz"]) == ("N", "F")


def test_a_draft_assumes_a_side_and_says_so(streets: Path) -> None:
    ran = run("bounds", streets, ROUND.replace("V4", "V9"), "--near", "Z", "--draft")
    assert ran.code == 0
    assert "assumed" in ran.out
    assert any("assumed where the zone" in line for line in ran.errors)
