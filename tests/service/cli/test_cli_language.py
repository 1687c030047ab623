"""Output in either language, in the words of the plan; tables that are folded, never cut."""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pandas as pd
import pytest
from command_line import answer, keep, refusal, refused, run, saved_plan, scenario_text, small_plan
from rich.cells import cell_len
from ruled_plan import after, plan_of, strip

from geo.tables import NAMED_TABLES
from layers import Plan
from layers.messages import Message, catalogue
from layers.messages.languages import facts_of
from service.cli import language, tables
from service.cli.import_edits import _EDITED
from tests.conftest import ended, square
from tests.notes import SURVEYED_NOTE
from tests.own_words import CHINESE_NOTIONS, own_words_plan

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan in whose store one scenario moves W, and another puts it over E."""
    path = saved_plan(tmp_path_factory.mktemp("plan"))
    over = f"reshape: {{zone: W, geometry: '{square(9.5).wkt}'}}"
    keep(path, scenario_text(Plan.open(path).baseline, over, name="over"))
    return path


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan of another country, with words and levels of its own."""
    path = tmp_path_factory.mktemp("hubs") / "hubs.gpkg"
    own_words_plan().save(path)
    return path


def in_chinese(*arguments: object) -> list[str]:
    """Return the lines that a command prints in Chinese, but for the note in both languages."""
    ran = run("--lang", "zh", *arguments)
    assert ran.errors == []
    return [line for line in ran.out.splitlines() if line != SURVEYED_NOTE]


def english_of(lines: list[str]) -> set[str]:
    """Return the words of Latin letters alone: units, ids and what is written so everywhere."""
    words = {word for line in lines for word in line.split()}
    return {word for word in words if word.isascii() and word.isalpha() and len(word) > 1}


def test_the_language_is_an_option_or_variable(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = run("scenario", "list", plan, "--lang", "zh").out
    assert "方案" in chinese
    assert run("--lang", "zh", "scenario", "list", plan).out == chinese
    assert run("scenario", "--lang", "zh", "list", plan).out == chinese
    english = run("scenario", "list", plan).out  # after one in Chinese
    assert "Scenarios" in english
    monkeypatch.setenv("ZONEWRIGHT_LANG", "zh")
    assert run("scenario", "list", plan).out == chinese
    assert run("scenario", "list", plan, "--lang", "en").out == english
    unknown = [("--lang", "fr", "check", plan), ("check", plan, "--lang", "fr"), ("check", plan)]
    monkeypatch.setenv("ZONEWRIGHT_LANG", "fr")
    for command in unknown:
        assert "'fr' is not one of 'en', 'zh'" in refusal(*command)
    monkeypatch.delenv("ZONEWRIGHT_LANG")
    assert run("--lang", "zh", "check", "--help").out == run("check", "--help").out


def test_chinese_tables_have_no_english_but_what_is_written_so_everywhere(plan: Path) -> None:
    own = {"north", "over", "baseline", "ships", "km", "Reock", "North", "local", "planner"}
    for command in (
        ("check", plan),
        ("table", "underserved", plan),
        ("measure", plan, "--level", "district", "--radius-km", "5"),
        ("compare", plan, "north", "--radius-km", "5"),
        ("consensus", plan, "baseline", "north"),
        ("explain", plan, "330101"),
        ("scenario", "list", plan),
        ("scenario", "verify", plan),
        ("token", "list", plan),
    ):
        lines = in_chinese(*command)
        assert lines, command
        assert english_of(lines) - own == set(), command


def test_a_refusal_a_conflict_and_a_rule_are_in_the_language(plan: Path, tmp_path: Path) -> None:
    for command in (["measure", plan, "--scenario", "south"], ["scenario", "history", plan, "no"]):
        refused(run(*command, "--json"), 2, "there are")
        refused(run(*command, "--json", "--lang", "zh"), 2, "有：")
    ran = run("scenario", "propose", plan, "over", "--lang", "zh")
    assert (ran.code, ran.out.splitlines()[0]) == (1, "over：草稿，第 1 版")
    assert ("重叠" in ran.out, "overlap by" in ran.out) == (True, False)
    out = tmp_path / "both.yaml"
    ran = run("scenario", "merge", plan, "north", "over", "-o", out, "--lang", "zh")
    assert (ran.code, "冲突" in ran.out) == (3, True)
    assert "请保留一方" in "".join(ran.out.split())


def test_a_document_is_the_same_in_every_language(plan: Path) -> None:
    for command, code in (
        (("check", plan, "--scenario", "over"), 1),
        (("measure", plan, "--radius-km", "5"), 0),
        (("compare", plan, "north", "--radius-km", "5"), 0),
        (("table", "underserved", plan), 0),
        (("scenario", "history", plan, "north"), 0),
        (("scenario", "verify", plan), 0),
    ):
        assert answer("--lang", "zh", *command, code=code) == answer(*command, code=code)


def test_things_have_their_chinese_names_in_chinese_tables_alone(tmp_path: Path) -> None:
    frames = small_plan()
    frames["zones"] = frames["zones"].assign(name="West", name_zh=["西片区", None])
    frames["regions"] = frames["regions"].assign(name="Some", name_zh=["甲区", None, "丙区"])
    assert isinstance(frames["zones"], gpd.GeoDataFrame)
    Plan(frames).save(tmp_path / "p.gpkg")
    command = ["measure", tmp_path / "p.gpkg", "--level", "district", "--radius-km", "5"]
    firsts = [line.split()[:2] for line in in_chinese(*command)]
    for first in (["W", "西片区"], ["E", "F"], ["330101", "甲区"], ["330102", "Some"]):
        assert first in firsts
    english = run(*command).out
    assert ("西片区" in english, "甲区" in english) == (False, False)


def test_a_broken_rule_names_provinces_as_the_language_does(tmp_path: Path) -> None:
    plan = plan_of()
    regions = plan.regions.assign(province_name="Here", province_name_zh="本省")
    frames = {name: plan.frame(name) for name in plan.present}
    zones = after(plan, E=strip(16.5, 17.5))  # half of it where no district of its province is
    outside = regions[regions["adcode"] != "340101"].assign(province_adcode="330000")
    Plan(frames | {"zones": zones, "regions": outside}).save(tmp_path / "p.gpkg")
    command = ["check", tmp_path / "p.gpkg"]
    chinese, english = run(*command, "--lang", "zh").out, run(*command).out
    assert ("本省" in chinese, "Here" in english) == (True, True)
    assert ("outside_province" in chinese, "outside_province" in english) == (False, True)


def test_tables_are_in_the_words_of_the_plan_and_say_no_word_of_china(hubs: Path) -> None:
    for command in (
        ("measure", hubs),
        ("measure", hubs, "--level", "county"),
        ("check", hubs),
        ("explain", hubs, "20003"),
        ("table", "own-regions", hubs),
    ):
        for lang in ("en", "zh"):
            ran = run("--lang", lang, *command)
            assert (ran.code, ran.errors) == (0, [])
            assert [notion for notion in CHINESE_NOTIONS if notion in ran.out] == []
    for lang, state in (("en", "states"), ("zh", "州")):
        ran = run("--lang", lang, "table", "development", hubs)
        assert (ran.code, len(ran.errors), state in ran.errors[0]) == (2, 1, True)
        assert [notion for notion in CHINESE_NOTIONS if notion in ran.errors[0]] == []
    english, chinese = (run("--lang", lang, "measure", hubs).out for lang in ("en", "zh"))
    for words in ("Plan Logistics hubs, EPSG:4326", "Programmes", "Coverage by state", "GEOID"):
        assert words in english
    for words in ("规划 物流枢纽", "项目", "各州的覆盖", "县界截至 2023 年。"):
        assert words in chinese
    assert "Counties as of 2023." in english
    english = english.replace("Rules broken: none", "").replace("Broken rules: none", "")
    for absent in ("schematic", "sector", "Trade", "ersons", "population", ": none"):
        assert absent not in english


def test_levels_are_the_plans_own_and_errors_speak_its_words(hubs: Path) -> None:
    document = answer("measure", hubs, "--level", "county")
    assert {row["level"] for row in document["regions"]} == {"county"}
    document = answer("measure", hubs)
    assert {row["level"] for row in document["regions"]} == {"county", "state"}
    assert [zone["ftz_id"] for zone in document["zones"]] == ["P", "P", None]
    for command in (
        ("measure", hubs),
        ("compare", hubs, "baseline"),
        ("table", "underserved", hubs),
    ):
        told = "level 'province': there is none; there are county, state"
        assert refusal(*command, "--level", "province") == told
    land = "POLYGON ((-99 40, -98.9 40, -99 40.1, -99 40))"
    edit = f"add: {{zone: N, ftz: Q, geometry: '{land}'}}"
    file = hubs.parent / "s.yaml"
    file.write_text(scenario_text(document["plan"]["baseline"], edit), encoding="utf-8")
    command = ("measure", hubs, "--scenario", file)
    assert "there is no programme Q" in refusal(*command)
    assert "没有项目 Q" in refusal("--lang", "zh", *command)


_ROWS = pd.DataFrame(
    {
        "zone_id": ["HL-HH 黑河片区", "HL-HRB 哈尔滨片区"],
        "done": ["moved", "split, moved, renamed and more"],
        "gained_km2": [13.96, 2.0],
        "lost_km2": [13.96, 1.0],
        "entering_population": [0.0, 1_234_567.0],
        "leaving_population": [2_824.0, 1e6],
        "entering_clusters": [0.0, 3.0],
        "leaving_clusters": [0.0, 3.0],
    }
)


def test_a_table_is_folded_and_loses_no_sign_of_its_heads_and_cells(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(lang: language.Language, rows: pd.DataFrame) -> str:
        before = language._language.set(lang)
        try:
            tables.print_table(Message("cli-title-edited"), rows, _EDITED)
        finally:
            language._language.reset(before)
        return capsys.readouterr().out

    one = printed("zh", _ROWS.iloc[:1])
    assert all(text in one for text in ("HL-HH 黑河片区", "所做编辑", "13.96", "2,824"))
    for wide in (100, 80, 60):
        monkeypatch.setattr(tables, "_WIDEST", wide)
        for lang in get_args(language.Language):
            out = printed(lang, _ROWS)
            assert max(map(cell_len, out.splitlines())) <= wide
            shown = tables.columns(_EDITED)
            heads = [catalogue(lang).text(Message(str(each.head))) for each in shown.values()]
            cells = [tables.cell_text(cell, shown[name]) for name in shown for cell in _ROWS[name]]
            signs = Counter("".join("".join([*heads, *cells]).split())) - Counter(
                "（）" * len(heads)
            )
            assert not signs - Counter(out)  # a unit below its head needs no brackets
    texts = [["x" * tables._WORD], ["x" * (tables._WORD + 1)]]
    layout = tables._layout(["a", "b"], texts, [False, False], 2, 2 * tables._WORD)
    assert layout.whole == [True, False]


@pytest.mark.parametrize(("wide", "parts"), [(100, 1), (80, 2), (60, 3)])
def test_no_figure_or_word_of_a_head_is_split_where_a_table_has_little_room(
    wide: int, parts: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "_WIDEST", wide)
    asked = NAMED_TABLES["own-regions"]
    shown = tables.columns(asked.shown["own_regions"], asked.figures["own_regions"])
    row = {"radius_km": 50.0, "weight": "population"} | {
        one.name: 0.302 if one.form.endswith("%") else 450_353_391.0
        for one in asked.figures["own_regions"]
    }
    before = language._language.set("en")
    try:
        tables.print_table(asked.title("own_regions"), [row], shown)
    finally:
        language._language.reset(before)
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= wide
    words = Counter(out.split())
    assert [words[it] for it in ("450,353,391", "30.2%", "population")] == [5, 1, parts]
    assert {"Radius,", "customs", "border", "groups,"} <= {*words}


GERMAN = {
    "language.json": json.dumps(facts_of("en").__dict__ | {"name": "Deutsch", "tag": "de"}),
    "cli.ftl": "cli-title-zones = Gebiete\n",
    "figure.ftl": "figure-perimeter-km = Umfang\n",
}
IN_GERMAN = """
import sys
from pathlib import Path
from typer.testing import CliRunner
from geo.tables import NAMED_TABLES
from layers import Plan
from layers.messages import LANGUAGES
from service.cli import app
from service.page.assets import declared_languages, page_text
from service.cli.qgis import fields_in, metadata, texts_of

plan, page = sys.argv[1], Path(sys.argv[2])
for words in (["measure", plan], ["export", plan, str(page)], ["check", plan]):
    ran = CliRunner().invoke(app, ["--lang", "de", *words])
    print(ran.exit_code, ran.output)
print(page.read_text(encoding="utf-8")[:40], LANGUAGES, declared_languages(), metadata())
print(page_text("de").count("figure-perimeter-km ="), page_text("de").count("page-skip ="))
print(fields_in("de")["figures"]["perimeter_km"][1], texts_of("de")["plugin-measure-name"])
print([one["de"] for one in Plan.open(plan).terms.document()["levels"]])
"""


@pytest.mark.deep
def test_a_language_is_one_folder_and_what_it_lacks_is_english(plan: Path, tmp_path: Path) -> None:
    for path in (ROOT / "geo", ROOT / "service", *(ROOT / "layers").iterdir()):
        link = tmp_path / path.relative_to(ROOT)
        link.parent.mkdir(exist_ok=True)
        if path.name != "messages":
            link.symlink_to(path)
    messages = tmp_path / "layers" / "messages"
    shutil.copytree(ROOT / "layers" / "messages", messages)
    (messages / "de").mkdir()
    for name, text in GERMAN.items():
        (messages / "de" / name).write_text(text, encoding="utf-8")
    done = ended(sys.executable, "-c", IN_GERMAN, plan, tmp_path / "report.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for text in (
        *("0 ", "\nGebiete\n", "Umfang, km", "Polsby–Popper"),
        str(Message("cli-title-access", several=1)),
        *('<html lang="de">', "('en', 'de', 'zh')", "Deutsch", "description[de]="),
        *("1 1\nUmfang, km Measure coverage", "[['district', 'districts'],"),
    ):
        assert text in done.stdout
