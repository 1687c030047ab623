"""A published site is whole, light, private, and the same each time; its decision files verify."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from command_line import refusal, run, saved_plan, small_plan

from geo import CoverageMeter, Expand, Scenario, Shrink
from layers import Plan
from layers.errors import SourceError
from service.api.plan_session import PlanSession
from service.map.display import packed_lines, packed_shapes
from service.published.folder import write_site
from service.published.map_data import SiteMap
from service.published.site import Publishing, first_view, site_files
from service.report.measured import Measured
from tests.conftest import regions_frame, square, zones_frame

SCRIPT = "</script><script>alert(1)</script>'\"><img src=x onerror=alert(2)>"
RIGHT_TO_LEFT = "\u202eE"
SECRETS = (
    "Chen Wei",
    "chen@example.org",
    "not before the vote",
    "why not the harbour",
    "secret-folder",
)
ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+\.\w+""")
NAMED_IN_CODE = {"https://leafletjs.com", "https://github.com", "http://www.w3.org"}
"""Namespaces, and Leaflet's own address in its attribution, which the map does not have."""
OWN_BYTES = 280_000
"""Page, script and style of the 500 kB of a first view; the rest is for the plan."""


def site(plan: Plan, *by_km: float, **how: Any) -> Mapping[str, bytes]:
    """Return the site of a plan with a scenario for each expansion of its zone W."""
    meter = CoverageMeter(plan, (1.0, 5.0))
    every = [
        Scenario.of(
            plan,
            Expand(zone="W", by_km=by) if by > 0 else Shrink(zone="W", by_km=-by),
            scenario=f"s{number}",
        )
        for number, by in enumerate(by_km)
    ]
    measured = [Measured.of(meter, meter.measure(), one) for one in every]
    return site_files(meter, measured, Publishing(**how))


def data(files: Mapping[str, bytes], name: str) -> Any:
    """Return what a script of data puts into the page."""
    return json.loads(files[name].decode().split("=", maxsplit=2)[2].removesuffix(";\n"))


def unpacked(packed: dict[str, Any]) -> np.ndarray:
    """Return every position of packed shapes."""
    positions, at = [], np.zeros(2)
    for arc in packed["arcs"]:
        walked = np.cumsum([at, *np.reshape(arc, (-1, 2))], axis=0)[1:]
        positions.append(walked)
        at = walked[-1]
    grid = np.concatenate(positions)
    return grid * packed["transform"]["scale"] + packed["transform"]["translate"]


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Return a site of two scenarios, of a plan whose names are hostile."""
    plan = small_plan()
    plan["zones"]["name"] = [SCRIPT, RIGHT_TO_LEFT]
    return site(Plan(plan), 0.2, 0.4, with_decisions=False)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of a stored scenario with a reason and a comment, written by the command."""
    folder = tmp_path_factory.mktemp("publish") / "secret-folder"
    folder.mkdir()
    plan = saved_plan(folder)
    edits = folder / "wider.yaml"
    scenario = Scenario.of(Plan.open(plan), Expand(zone="W", by_km=0.3), scenario="wider")
    edits.write_text(scenario.to_yaml(), encoding="utf-8")
    why = "Chen Wei <chen@example.org>: not before the vote"
    assert run("scenario", "save", plan, edits, "-m", why).code == 0
    assert run("scenario", "comment", plan, "wider", "why not the harbour, Chen Wei?").code == 0
    for name, *options in (("site",), ("told", "--record", "--no-decisions")):
        ran = run("publish", plan, "wider", *options, "-o", folder / name)
        assert (ran.code, "first view" in ran.out) == (0, True), ran.errors
    return folder


def test_the_first_view_is_light_and_the_same_plan_gives_the_same_bytes(
    files: Mapping[str, bytes],
) -> None:
    first = first_view(files)
    assert first[:1] + first[2:] == ["index.html", "data/site.js", "data/s0.scenario.js", "site.js"]
    own = sum(len(files[name]) for name in ("index.html", "site.css", "site.js"))
    assert own < OWN_BYTES
    assert sum(len(files[name]) for name in first) < OWN_BYTES + 60_000
    plan = small_plan()
    plan["zones"]["name"] = [SCRIPT, RIGHT_TO_LEFT]
    assert site(Plan(plan), 0.2, 0.4, with_decisions=False) == files


def test_no_address_of_another_host_is_in_a_site_and_the_policy_allows_none(
    files: Mapping[str, bytes],
) -> None:
    page = files["index.html"].decode()
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in page
    named = {
        address
        for name, content in files.items()
        if name != "licences.txt"
        for address in ADDRESS.findall(content.decode())
    }
    assert named <= NAMED_IN_CODE
    linked = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(one in files or one == "data:," for one in linked)


def test_hostile_names_are_data_and_no_markup(files: Mapping[str, bytes]) -> None:
    assert "alert" not in files["index.html"].decode()
    about = data(files, "data/site.js")["map"]["zones"]["about"]
    assert [zone["name"] for zone in about] == [SCRIPT, RIGHT_TO_LEFT]
    source = Path(__file__).parents[3] / "service" / "page" / "modules" / "published"
    assert not any("innerHTML" in file.read_text("utf-8") for file in source.glob("*.ts"))


def test_both_languages_and_the_notes_on_boundaries_are_in_a_site(
    files: Mapping[str, bytes],
) -> None:
    opening, scenario = data(files, "data/site.js"), data(files, "data/s0.scenario.js")
    assert opening["texts"].keys() == scenario["texts"].keys() == {"en", "zh"}
    assert any("schematic" in note for note in opening["texts"]["en"]["notes"])
    assert any("示意" in note for note in opening["texts"]["zh"]["notes"])
    for texts in scenario["texts"].values():
        kinds = [block.keys() for section in texts for block in section["blocks"]]
        assert any("entries" in kind for kind in kinds)
        assert any("rows" in kind for kind in kinds)


def test_what_the_store_knows_of_people_is_published_only_if_asked_for(published: Path) -> None:
    def found(name: str) -> set[str]:
        text = "".join(
            file.read_text("utf-8") for file in (published / name).rglob("*") if file.is_file()
        )
        return {secret for secret in SECRETS if secret in text}

    assert found("site") == set()
    assert found("told") == {"Chen Wei", "not before the vote", "why not the harbour"}


def test_a_decision_file_of_a_site_is_verified(published: Path) -> None:
    ran = run("verify", published / "site" / "decisions" / "wider.html")
    assert ran.code == 0, ran.out


def test_a_site_replaces_its_own_folder_and_no_other(
    published: Path, files: Mapping[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    write_site(files, folder)
    write_site({"index.html": b"second"}, folder)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "contents.json",
        "index.html",
        "site",
    ]
    for name, content in (("index.html", b"edited"), ("notes.txt", b"mine")):
        write_site({"index.html": b"second"}, folder)
        (folder / name).write_bytes(content)
        plan = next(published.glob("*.gpkg"))
        assert f"{name} is not a file of a site" in refusal("publish", plan, "-o", folder)
        assert (folder / name).read_bytes() == content
        (folder / name).write_bytes(b"second")
        (folder / "notes.txt").unlink(missing_ok=True)


def test_the_steps_of_a_boundary_have_a_place_each_outwards() -> None:
    files_ = site(Plan(small_plan()), 0.2, 0.4, 0.6, is_steps=True, with_decisions=False)
    steps = data(files_, "data/site.js")["steps"]
    away = np.hypot(*(np.array(steps) - steps[0]).T)
    assert len(steps) == 4
    assert (np.diff(away) > 0).all()
    for none in ((), (-0.1,)):
        with pytest.raises(SourceError, match="step"):
            site(Plan(small_plan()), *none, is_steps=True, with_decisions=False)


def test_packed_shapes_keep_every_position_within_a_step_and_across_180() -> None:
    lines = np.array([shapely.LineString([(0, 0), (1, 0.5)]), shapely.LineString([(5, 5), (4, 4)])])
    assert unpacked(packed_lines(lines, 0.5)).tolist() == [[0, 0], [1, 0.5], [5, 5], [4, 4]]
    assert packed_shapes(np.array([]), 1)["shapes"] == []
    halves = shapely.box(179.9, 0, 180, 0.1), shapely.box(-180, 0, -179.9, 0.1)
    frames = {
        "zones": zones_frame(("W", "F", square(0))).set_geometry([shapely.MultiPolygon(halves)]),
        "regions": regions_frame(("1", square(0))).set_geometry([shapely.MultiPolygon(halves)]),
    }
    plan = Plan({name: frame.set_crs(4490) for name, frame in frames.items()})
    meter = CoverageMeter(plan, [1.0])
    opening = SiteMap(PlanSession(plan), meter.measure(), 1.0).opening()
    places = unpacked(opening["zones"])
    assert opening["extent"][2] > 180
    assert places.min(axis=0)[0] == pytest.approx(179.9)
    assert places.max(axis=0)[0] == pytest.approx(180.1)
