"""A file that is imported on the page: seen before it is taken over, and taken back by undo."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, expect
from shapely import MultiPolygon

from layers import Plan
from layers.store import Store
from service.app import create_app
from service.server.start import Beginning, StartApp
from tests.clients.conftest import Serve, served, visiting
from tests.clients.hands import box_of, choose, from_menu
from tests.clients.visiting import Visit, until
from tests.conftest import regions_frame, square, zones_frame

BESIDE = gpd.GeoDataFrame(geometry=[square(8)], crs=4326)
RING = "30 120.08, 30 120.09, 30.01 120.09, 30.01 120.08, 30 120.08"  # the same, north first
CORNERS = "120.08 30\n120.09 30\n120.09 30.01\n120.08 30.01"
VRT = """() => {
  const data = new DataTransfer();
  data.items.add(new File(["<OGRVRTDataSource/>"], "a.gpkg"));
  const drop = new DragEvent("drop", { dataTransfer: data, cancelable: true });
  document.querySelector(".leaflet-container").dispatchEvent(drop);
}"""


@pytest.fixture(scope="module", autouse=True)
def _patience() -> Iterator[None]:
    """Wait longer: each file is read in a process of its own, which begins with it."""
    expect.set_options(timeout=90_000)
    yield
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def site(serve: Serve, named_squares: Plan) -> str:
    return serve(named_squares, north=[{"move": {"zone": "E", "dx_km": -0.3, "dy_km": 0}}])


@pytest.fixture(scope="module")
def edited(named_squares: Plan) -> gpd.GeoDataFrame:
    """Return the plan's zones with W twice as wide and high, and the key under another name."""
    zones = named_squares.zones[["zone_id", "ftz_id", "geometry"]].copy()
    zones["geometry"] = [MultiPolygon([square(0, side=2)]), *zones.geometry[1:]]
    return zones.rename(columns={"zone_id": "CODE"})


def open_dialog(page: Page) -> None:
    from_menu(page, "draft-import")
    page.wait_for_selector("#upload[open]")


def give(page: Page, name: str, content: gpd.GeoDataFrame | str) -> None:
    """Open the dialog and give it a file of this name."""
    open_dialog(page)
    text = content if isinstance(content, str) else content.to_json(drop_id=True)
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}
    page.set_input_files("#upload-file", [file])


def drawn(page: Page) -> int:
    return page.locator("path.upload-outline").count()


def test_a_file_of_zones_becomes_one_version(visit: Visit, edited: gpd.GeoDataFrame) -> None:
    page = visit.open("?lang=en")
    state, count = page.locator("#draft-state"), page.locator("#upload-preview h3").first
    give(page, "东部 edited.geojson", edited)
    expect(page.locator("#upload-preview")).to_contain_text("reshaped")
    expect(page.locator("#upload-preview .upload-table >> nth=1")).to_contain_text("CODE")
    assert drawn(page) == 1
    assert "Choose a zone" in state.inner_text()  # nothing is kept so far
    page.click("#upload-take")
    expect(state).to_have_text("Unsaved: 1 edit")
    assert drawn(page) == 0
    said = "One edit is applied: West Area (reshaped). z takes it back."
    for place in ("#announcer", "#taken-over"):
        expect(page.locator(place)).to_have_text(said)
    expect(page.locator("#tools-head strong")).to_have_text("West Area")
    page.click("#draft-undo")
    expect(state).to_have_text("No edits")
    expect(page.locator("#taken-over")).to_be_hidden()

    give(page, "one.geojson", edited.iloc[[0]].rename(columns={"CODE": "zone_id"}))
    expect(count).to_have_text("One edit")
    stay = page.get_by_label("Zones that are not in the file")
    expect(stay.locator("option:checked")).to_have_text("2 stay as in the plan")
    missing = "2 zones of the plan are missing, such as East Area"
    expect(page.locator("#upload-preview")).to_contain_text(missing)
    stay.select_option("remove")
    expect(count).to_have_text("3 edits")
    expect(stay.locator("option:checked")).to_have_text("2 are removed")
    expect(page.locator("#upload-take")).to_be_enabled()
    held: list[Route] = []
    page.route("**/api/uploads?**", lambda route: held.extend([route]), times=1)
    stay.focus()
    stay.select_option("keep")
    until(page, lambda: held)
    expect(page.locator("#upload-take")).to_be_disabled()  # while it is read otherwise
    held.pop().continue_()
    expect(count).to_have_text("One edit")
    expect(stay).to_be_focused()
    page.click("#upload-take")
    expect(state).to_have_text("Unsaved: 1 edit")


def test_a_new_zone_of_a_file_is_in_view_and_an_outline_goes_into_a_form_by_keyboard(
    visit: Visit, edited: gpd.GeoDataFrame
) -> None:
    page = visit.open("?lang=zh&at=29.85,119.8,13")
    zones = edited.rename(columns={"CODE": "zone_id"})
    zones.loc[len(zones)] = {"zone_id": "N-1", "ftz_id": "F", "geometry": square(8, side=3)}
    give(page, "新片区.geojson", zones.iloc[1:])
    expect(page.locator("#upload-preview h3").first).to_be_visible()
    page.click("#upload-take")
    expect(page.locator("#taken-over")).to_contain_text("N-1（新增")
    expect(page.locator("#tools-head strong")).to_have_text("N-1")
    left, _, right, _ = box_of(page, "path.zone.chosen")
    assert right - left > 40
    page.click("#language")
    expect(page.locator("#taken-over")).to_contain_text("N-1 (added)")

    choose(page, "E")
    from_menu(page, "draft-import")
    page.wait_for_selector("#upload[open]")
    ring = CORNERS.split("\n")
    content = f'name,wkt\nEast,"POLYGON (({", ".join([*ring, ring[0]])}))"\n'.encode()
    page.set_input_files(
        "#upload-file", {"name": "o.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.focus("#upload-as")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#upload-outline")).to_be_visible()
    page.focus("#upload-take")
    page.keyboard.press("Enter")
    expect(page.locator("#tool-form [name=outline]")).to_have_value(CORNERS)


def test_an_outline_of_a_file_is_led_to_the_form_of_a_new_zone(visit: Visit) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en&scenario=north")
    open_dialog(page)
    expect(page.locator("#upload-replaces")).to_be_visible()
    page.select_option("#upload-as", "new")
    expect(page.locator("#upload-replaces")).to_be_hidden()
    page.keyboard.press("Escape")
    give(page, "outline.csv", f'name,wkt\nEast,"POLYGON (({RING}))"\n')
    page.select_option("#upload-as", "new")
    page.wait_for_selector("#upload-outline, #upload-says:not(.quiet) p")
    page.select_option("#upload-reading [name=axis_order]", "north-first")
    page.fill("#upload-reading [name=source_crs]", "EPSG:4490")
    page.click("#upload-reading [type=submit]")
    expect(page.locator("#upload-outline")).to_contain_text("East")
    page.click("#upload-take")
    expect(page.locator("#tool-form [name=outline]")).to_have_value(CORNERS)
    page.keyboard.press("Escape")

    give(page, "o.geojson", BESIDE.assign(name=["East"]))
    expect(page.locator("#upload-says")).to_contain_text("outline of a new zone")
    assert page.input_value("#upload-as") == "new"
    page.click("#upload-take")
    expect(page.locator("#tool-form [name=name]")).to_have_value("East")
    expect(page.locator("#tool-form [name=name-zh]")).to_have_value("")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(page.locator("path.zone.chosen")).to_have_count(1)
    until(page, lambda: page.locator(".label.chosen").count())


def test_a_file_suggests_its_name_and_says_its_ids_and_how_to_go_on(visit: Visit) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en")
    give(page, "空港新片区 2024.geojson", BESIDE)
    expect(page.locator("#upload-outline")).to_be_visible()
    page.click("#upload-take")
    name, chinese = (page.locator(f"#tool-form [name={one}]") for one in ("name", "name-zh"))
    expect(chinese).to_have_value("空港新片区 2024")
    expect(name).to_have_value("")
    name.fill("Airport North")
    page.click("#tool-form [type=submit]")
    head = page.locator("#tools-head strong")
    expect(head).to_have_text("Airport North")
    page.click("#language")
    expect(head).to_have_text("空港新片区 2024")
    page.click("#language")
    give(page, "parcels.geojson", BESIDE.assign(CODE=["P-17"], OWN_NO=["W"]))
    says = page.locator("#upload-says")
    for words in (
        "It is read as the outline of a new zone",
        "column CODE has P-17 where the plan's ids are such as",
        "choose below the column with the ids",
    ):
        expect(says).to_contain_text(words)
    page.select_option("#upload-reading [name=zone_id]", "OWN_NO")
    page.select_option("#upload-as", "scenario")
    expect(page.locator("#upload-preview")).to_contain_text("zone_id = OWN_NO")
    assert page.input_value("#upload-as") == "scenario"


def loose_shapefile(frame: gpd.GeoDataFrame, folder: Path) -> list[Path]:
    """Write a shapefile with Chinese letters in its name, and return its files."""
    folder.mkdir()
    frame.to_file(folder / "片区 2024.shp", encoding="utf-8")
    return sorted(folder.iterdir())


def drop(page: Page, path: Path) -> None:
    """Drop a file or a folder on the map, as a hand does."""
    left, top, right, bottom = box_of(page, ".leaflet-container")
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    at = {"x": (left + right) / 2, "y": (top + bottom) / 2}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


def test_files_and_folders_are_chosen_or_dropped_and_what_cannot_be_read_says_why(
    visit: Visit, edited: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    visit.expected.add(422)
    files = loose_shapefile(edited, tmp_path / "loose")
    assert len(files) >= 4
    edited.to_file(tmp_path / "片区.gdb", driver="OpenFileGDB", layer="zones")
    page = visit.open("?lang=en")
    preview, says = page.locator("#upload-preview"), page.locator("#upload-says")
    open_dialog(page)
    page.set_input_files("#upload-file", files)
    expect(preview).to_contain_text("reshaped")
    assert drawn(page) == 1
    page.click("#upload-cancel")
    for folder, name in (("loose", "片区 2024.zip"), ("片区.gdb", "片区.gdb.zip")):
        drop(page, tmp_path / folder)
        expect(page.locator("#upload-dropped")).to_have_text(name)
        expect(preview).to_contain_text("reshaped")
        page.click("#upload-cancel")
    open_dialog(page)
    gone = tmp_path / "gone.csv"
    gone.write_text("name,wkt\n")
    page.set_input_files("#upload-file", [gone, files[0]])
    expect(says).to_contain_text("of several, only the parts")
    expect(page.locator("#upload-take")).to_be_disabled()
    page.set_input_files("#upload-file", gone)
    expect(says).not_to_contain_text("of several")
    visit.at_rest(page)
    gone.unlink()
    page.evaluate("document.querySelector('#upload-file').dispatchEvent(new Event('change'))")
    expect(says).to_contain_text("cannot be read from the disk")
    page.keyboard.press("Escape")
    page.click("#language")
    page.evaluate(VRT)
    expect(says).to_contain_text("GeoPackage")
    expect(page.locator("#upload-dropped")).to_have_text("a.gpkg")
    assert page.is_disabled("#upload-take")
    page.keyboard.press("Escape")
    page.wait_for_selector("#upload", state="hidden")
    page.click("#language")
    page.route("**/api/uploads*", lambda route: route.abort())
    give(page, "edited.geojson", edited)
    expect(says).to_contain_text("does not answer")
    visit.complaints = [one for one in visit.complaints if "ERR_FAILED" not in one]


def test_axe_finds_nothing(visit: Visit, edited: gpd.GeoDataFrame) -> None:
    page = visit.open("?lang=zh&theme=light")
    held: list[Route] = []
    page.route("**/api/uploads*", lambda route: held.extend([route]), times=1)
    give(page, "东部.geojson", edited)
    expect(page.locator("#upload-says.quiet")).to_contain_text("东部")  # is being read
    assert visit.violations(page, "dialog[open]", held) == []
    held.pop().continue_()
    expect(page.locator("#upload-preview h3").first).to_be_visible()
    assert visit.violations(page, "dialog[open]") == []


@pytest.fixture
def start_site(tmp_path: Path) -> Iterator[str]:
    """Serve the page on which the plan `my.gpkg` is made."""
    with ExitStack() as kept:

        def opened(plan: Plan) -> FastAPI:
            return create_app(plan, kept.enter_context(Store.open(tmp_path / "my.db")))

        folder = tmp_path / "files"
        folder.mkdir()
        beginning = Beginning(tmp_path / "my.gpkg", folder, opened)
        yield kept.enter_context(served(StartApp(beginning, ("127.0.0.1",))))


def test_a_plan_is_made_on_the_page_of_two_shapefiles_seen_on_a_map_and_opens_there(
    browser: Browser, start_site: str, tmp_path: Path
) -> None:
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(3)))
    files = {
        "zones": zones.rename(columns={"zone_id": "CODE", "ftz_id": "Group"}),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
    with visiting(browser, start_site) as visit:
        make_a_plan(visit, files, tmp_path)
    assert Plan.open(tmp_path / "my.gpkg").zones["ftz_id"].tolist() == ["F", "F"]


def make_a_plan(visit: Visit, files: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    page = visit.page
    page.goto(f"{visit.site}/?lang=en")
    for layer, frame in files.items():
        loose = loose_shapefile(frame, tmp_path / layer)
        page.set_input_files(f"[data-layer={layer}] [type=file]", loose)
        page.wait_for_selector(f"[data-layer={layer}] .start-file", timeout=90_000)
    page.wait_for_selector("#start-make:enabled", timeout=90_000)
    expect(page.locator("#start-picture path.zone")).to_have_count(2)
    expect(page.locator("#start-picture figcaption")).to_have_text(
        "2 zones in 1 region, as a preview"
    )
    expect(page.locator("[data-layer=zones]")).to_contain_text("zone_id = CODE")
    assert not (tmp_path / "my.gpkg").exists()
    page.click("[data-layer=zones] summary")
    page.select_option("[data-layer=zones] [name=ftz_id]", "Group")
    page.click("#start-read")
    expect(page.locator("[data-layer=zones]")).to_contain_text("ftz_id = Group")
    page.wait_for_selector("#start-make:enabled", timeout=90_000)
    for language in ("zh-CN", "en"):
        assert visit.violations(page) == []
        page.click("#language")
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.click("#start-make")
    page.wait_for_selector("body[data-page=planner]", timeout=90_000)
    visit.shown(page)
