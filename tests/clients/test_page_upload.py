"""A file that is imported on the page: seen before it is taken over, and taken back by undo."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import geopandas as gpd
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, expect
from shapely import MultiPolygon, affinity, box

from layers import Plan
from layers.store import Store
from service.app import create_app
from service.server.start import Beginning, StartApp
from tests.clients.conftest import served
from tests.clients.hands import choose
from tests.clients.test_page_accessible import FIND, LEVELS, Violations, axe, violations
from tests.clients.visiting import Visit, until
from tests.conftest import regions_frame, square, zones_frame

__all__ = ["axe", "violations"]

ZONE = "YN-KM"


@pytest.fixture(scope="module")
def edited_path(china_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the plan's zones with one moved and a key under another name, as GeoJSON."""
    zones = china_plan.zones[["zone_id", "ftz_id", "geometry"]].copy()
    row = zones.index[zones["zone_id"] == ZONE][0]
    zones.loc[[row], "geometry"] = gpd.GeoSeries(
        [affinity.translate(zones.geometry[row], 0.05, 0.05)], index=[row], crs=zones.crs
    )
    path = tmp_path_factory.mktemp("edited") / "昆明 edited.geojson"
    path.write_text(zones.rename(columns={"zone_id": "CODE"}).to_json(drop_id=True))
    return path


@pytest.fixture(scope="module")
def outline_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one square beside Kunming as WKT, north first."""
    path = tmp_path_factory.mktemp("outline") / "outline.csv"
    ring = "25 103, 25 103.05, 25.05 103.05, 25.05 103, 25 103"
    path.write_text(f'name,wkt\nEast,"POLYGON (({ring}))"\n', encoding="utf-8")
    return path


def open_dialog(page: Page) -> None:
    page.click("#draft-import")
    page.wait_for_selector("#upload[open]")


def read(page: Page, path: Path) -> None:
    """Open the dialog, give it a file, and wait until it is read."""
    open_dialog(page)
    page.set_input_files("#upload-file", path)
    page.wait_for_selector("#upload-preview h3", timeout=90_000)


def drawn(page: Page) -> int:
    return page.locator("path.upload-outline").count()


def test_a_file_of_zones_becomes_one_version_that_undo_takes_back(
    visit: Visit, edited_path: Path
) -> None:
    page = visit.open("?lang=en")
    read(page, edited_path)
    assert "reshaped" in page.inner_text("#upload-preview")
    assert "CODE" in page.inner_text("#upload-preview .upload-table >> nth=1")
    assert drawn(page) == 1
    assert "Choose a zone" in page.inner_text("#draft-state")  # nothing is kept so far
    page.click("#upload-take")
    expect(page.locator("#draft-state")).to_contain_text("1 edit")
    assert drawn(page) == 0
    said = "One edit is applied: Kunming Area (reshaped). z takes it back."
    expect(page.locator("#announcer")).to_have_text(said)
    expect(page.locator("#taken-over")).to_have_text(said)
    expect(page.locator("#tools-head strong")).to_have_text("Kunming Area")
    page.click("#draft-undo")
    expect(page.locator("#draft-state")).not_to_contain_text("1 edit")
    expect(page.locator("#taken-over")).to_be_hidden()


def test_a_file_of_one_zone_leaves_the_others_unless_it_is_told_to_remove_them(
    visit: Visit, china_plan: Plan
) -> None:
    zones = china_plan.zones[["zone_id", "ftz_id", "geometry"]]
    zones = zones[zones["zone_id"] == ZONE]
    moved = zones.set_geometry(zones.geometry.translate(0.05, 0.05)).to_json(drop_id=True)
    page = visit.open("?lang=en")
    open_dialog(page)
    count = page.locator("#upload-preview h3").first
    sent = {"name": "one.geojson", "mimeType": "application/json", "buffer": moved.encode()}
    page.set_input_files("#upload-file", sent)
    expect(count).to_have_text("One edit", timeout=90_000)
    stay = page.get_by_label("Zones that are not in the file")
    expect(stay.locator("option:checked")).to_have_text("69 stay as in the plan")
    expect(page.locator("#upload-preview")).to_contain_text(
        "69 zones of the plan are missing, such as Bonded Zones Area"
    )
    stay.select_option("remove")
    expect(count).to_have_text("70 edits", timeout=90_000)
    expect(stay.locator("option:checked")).to_have_text("69 are removed")
    stay.select_option("keep")
    expect(count).to_have_text("One edit", timeout=90_000)
    page.click("#upload-take")
    expect(page.locator("#draft-state")).to_contain_text("1 edit")


def test_nothing_is_taken_over_while_a_file_is_read_otherwise(
    visit: Visit, china_plan: Plan
) -> None:
    zones = china_plan.zones[["zone_id", "ftz_id", "geometry"]]
    content = zones[zones["zone_id"] == ZONE].to_json(drop_id=True).encode()
    page = visit.open("?lang=en")
    open_dialog(page)
    page.set_input_files(
        "#upload-file", {"name": "one.geojson", "mimeType": "application/json", "buffer": content}
    )
    stay = page.get_by_label("Zones that are not in the file")
    stay.select_option("remove", timeout=90_000)
    expect(page.locator("#upload-take")).to_be_enabled(timeout=90_000)
    held: list[Route] = []
    page.route("**/api/uploads?**", lambda route: held.extend([route]))
    stay.select_option("keep")
    until(page, lambda: held)
    expect(page.locator("#upload-take")).to_be_disabled()
    held.pop().continue_()
    expect(page.locator("#upload-preview h3").first).to_have_text(
        "Nothing differs from the plan", timeout=90_000
    )
    expect(stay).to_be_focused()


def test_a_new_zone_of_a_file_is_chosen_and_in_view_once_it_is_taken_over(
    visit: Visit, china_plan: Plan
) -> None:
    zones = china_plan.zones[["zone_id", "ftz_id", "geometry"]].copy()
    beside = MultiPolygon([box(103, 25, 103.05, 25.05)])
    zones.loc[len(zones)] = {"zone_id": "YN-NEW", "ftz_id": "YN", "geometry": beside}
    content = zones.to_json(drop_id=True).encode()
    page = visit.open("?lang=zh")
    open_dialog(page)
    page.set_input_files(
        "#upload-file",
        {"name": "新片区.geojson", "mimeType": "application/geo+json", "buffer": content},
    )
    page.wait_for_selector("#upload-preview h3", timeout=90_000)
    page.click("#upload-take")
    expect(page.locator("#taken-over")).to_contain_text("YN-NEW（新增")
    expect(page.locator("#tools-head strong")).to_have_text("YN-NEW")
    chosen = page.locator("path.zone.chosen").bounding_box()
    assert chosen
    assert chosen["width"] > 40
    page.click("#language")
    expect(page.locator("#taken-over")).to_contain_text("YN-NEW (added)")


def test_an_outline_of_a_file_goes_into_the_form_of_a_new_zone(
    visit: Visit, outline_path: Path
) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en&scenario=lingang-within-the-cap")
    open_dialog(page)
    expect(page.locator("#upload-replaces")).to_be_visible()
    page.select_option("#upload-as", "new")
    expect(page.locator("#upload-replaces")).to_be_hidden()
    page.set_input_files("#upload-file", outline_path)
    page.wait_for_selector("#upload-says:not(.quiet) p, #upload-preview h3", timeout=90_000)
    page.select_option("#upload-reading [name=axis_order]", "north-first")
    page.fill("#upload-reading [name=source_crs]", "EPSG:4490")
    page.click("#upload-reading [type=submit]")
    page.wait_for_selector("#upload-outline", timeout=90_000)
    assert "East" in page.inner_text("#upload-outline")
    page.click("#upload-take")
    outline = page.locator("#tool-form [name=outline]")
    expect(outline).not_to_have_value("")
    assert outline.input_value().startswith("103 25")


def test_an_outline_that_is_no_zone_is_led_to_the_form_of_a_new_one(visit: Visit) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en")
    shape = gpd.GeoDataFrame({"name": ["East"]}, geometry=[box(103, 25, 103.05, 25.05)], crs=4326)
    content = shape.to_json().encode()
    open_dialog(page)
    assert page.input_value("#upload-as") == "scenario"
    page.set_input_files(
        "#upload-file",
        {"name": "o.geojson", "mimeType": "application/geo+json", "buffer": content},
    )
    expect(page.locator("#upload-says")).to_contain_text("outline of a new zone", timeout=90_000)
    assert page.input_value("#upload-as") == "new"
    page.click("#upload-take")
    expect(page.locator("#tool-form [name=name]")).to_have_value("East")
    expect(page.locator("#tool-form [name=name-zh]")).to_have_value("")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#draft-state")).to_have_text("Unsaved: 1 edit")
    expect(page.locator("path.zone.chosen")).to_have_count(1)
    until(page, lambda: page.locator(".label.chosen").count())


def offered(page: Page, name: str, frame: gpd.GeoDataFrame) -> None:
    """Give the dialog a file of this name, and wait until it is read."""
    open_dialog(page)
    content = frame.to_json(drop_id=True).encode()
    page.set_input_files(
        "#upload-file", {"name": name, "mimeType": "application/geo+json", "buffer": content}
    )
    page.wait_for_selector("#upload-outline", timeout=90_000)


def test_a_file_s_own_name_is_suggested_where_it_holds_none_in_the_field_of_its_language(
    visit: Visit,
) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en")
    frame = gpd.GeoDataFrame(geometry=[box(103, 25, 103.05, 25.05)], crs=4326)
    offered(page, "空港新片区 2024.geojson", frame)
    page.click("#upload-take")
    name, chinese = (page.locator(f"#tool-form [name={one}]") for one in ("name", "name-zh"))
    expect(chinese).to_have_value("空港新片区 2024")
    expect(name).to_have_value("")
    name.fill("Airport North")
    page.click("#tool-form [type=submit]")
    expect(page.locator("#tools-head strong")).to_have_text("Airport North")
    page.click("#language")
    expect(page.locator("#tools-head strong")).to_have_text("空港新片区 2024")
    page.click("#language")
    offered(page, "harbour.v2.geojson", frame)
    page.select_option("#upload-as", "new")
    page.wait_for_selector("#upload-outline", timeout=90_000)
    page.click("#upload-take")
    expect(name).to_have_value("harbour.v2")
    expect(chinese).to_have_value("")


def test_a_file_of_other_ids_says_what_it_has_and_what_the_plan_has_and_how_to_go_on(
    visit: Visit, china_plan: Plan
) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=en")
    known = china_plan.zones.iloc[[0]]
    frame = gpd.GeoDataFrame(
        {"CODE": ["P-17"], "OWN_NO": known["zone_id"].tolist()},
        geometry=[box(103, 25, 103.05, 25.05)],
        crs=4326,
    )
    offered(page, "parcels.geojson", frame)
    says = page.locator("#upload-says")
    expect(says).to_contain_text("It is read as the outline of a new zone")
    expect(says).to_contain_text("column CODE has P-17 where the plan's ids are such as")
    expect(says).to_contain_text(str(known["zone_id"].iloc[0]))
    expect(says).to_contain_text("choose below the column with the ids")
    page.select_option("#upload-reading [name=zone_id]", "OWN_NO")
    page.select_option("#upload-as", "scenario")
    expect(page.locator("#upload-preview")).to_contain_text("zone_id = OWN_NO", timeout=90_000)
    assert page.input_value("#upload-as") == "scenario"


def test_an_outline_of_a_file_goes_into_the_form_of_the_chosen_zone_by_keyboard_alone(
    visit: Visit,
) -> None:
    ring = "103 25, 103.05 25, 103.05 25.05, 103 25.05, 103 25"
    content = f'name,wkt\nEast,"POLYGON (({ring}))"\n'
    page = visit.open("?lang=en")
    choose(page, ZONE)
    page.focus("#draft-import")
    page.keyboard.press("Enter")
    page.wait_for_selector("#upload[open]")
    page.set_input_files(
        "#upload-file", {"name": "o.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.focus("#upload-as")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#upload-outline", timeout=90_000)
    page.focus("#upload-take")
    page.keyboard.press("Enter")
    expect(page.locator("#tool-form [name=outline]")).to_have_value(
        "103 25\n103.05 25\n103.05 25.05\n103 25.05"
    )


def test_a_file_that_is_dropped_on_the_map_and_refused_says_why_and_escape_leaves_nothing(
    visit: Visit,
) -> None:
    visit.expected.add(422)
    page = visit.open("?lang=zh")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["<OGRVRTDataSource/>"], "a.gpkg"));
            const drop = new DragEvent("drop", { dataTransfer: data, cancelable: true });
            document.querySelector(".leaflet-container").dispatchEvent(drop);
        }"""
    )
    page.wait_for_selector("#upload-says:not(.quiet) p", timeout=90_000)
    assert page.inner_text("#upload-dropped") == "a.gpkg"
    assert "GeoPackage" in page.inner_text("#upload-says")
    assert page.is_disabled("#upload-take")
    page.keyboard.press("Escape")
    page.wait_for_selector("#upload", state="hidden")
    assert page.evaluate("document.activeElement !== null")


def test_a_file_geodatabase_is_dropped_as_the_folder_that_it_is(
    visit: Visit, edited_path: Path, tmp_path: Path
) -> None:
    visit.expected.add(422)
    folder = tmp_path / "片区.gdb"
    gpd.read_file(edited_path).to_file(folder, driver="OpenFileGDB", layer="zones")
    page = visit.open("?lang=en")
    drop(page, ".leaflet-container", [folder])
    expect(page.locator("#upload-preview")).to_contain_text("reshaped", timeout=90_000)
    assert page.inner_text("#upload-dropped") == "片区.gdb.zip"
    gone = tmp_path / "gone.csv"
    gone.write_text("name,wkt\n")
    page.set_input_files("#upload-file", gone)
    page.wait_for_selector("#upload-says:not(.quiet) p", timeout=90_000)
    gone.unlink()
    page.evaluate("document.querySelector('#upload-file').dispatchEvent(new Event('change'))")
    expect(page.locator("#upload-says")).to_contain_text("cannot be read from the disk")


def test_without_the_service_the_dialog_says_that_files_are_read_there(
    visit: Visit, edited_path: Path
) -> None:
    page = visit.open("?lang=en")
    page.route("**/api/uploads*", lambda route: route.abort())
    open_dialog(page)
    page.set_input_files("#upload-file", edited_path)
    expect(page.locator("#upload-says")).to_contain_text("does not answer")
    visit.complaints = [one for one in visit.complaints if "ERR_FAILED" not in one]


def loose_shapefile(frame: gpd.GeoDataFrame, folder: Path) -> list[Path]:
    """Write a shapefile with Chinese letters in its name, and return its files."""
    folder.mkdir()
    frame.to_file(folder / "片区 2024.shp", encoding="utf-8")
    return sorted(folder.iterdir())


def drop(page: Page, target: str, paths: list[Path]) -> None:
    """Drop files or folders on an element, as a hand does."""
    box = page.locator(target).first.bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


def test_the_loose_files_of_a_shapefile_are_read_as_one(
    visit: Visit, edited_path: Path, tmp_path: Path
) -> None:
    files = loose_shapefile(gpd.read_file(edited_path), tmp_path / "loose")
    assert len(files) >= 4
    page = visit.open("?lang=en")
    open_dialog(page)
    page.set_input_files("#upload-file", files)
    expect(page.locator("#upload-preview")).to_contain_text("reshaped", timeout=90_000)
    assert drawn(page) == 1
    page.click("#upload-cancel")
    drop(page, ".leaflet-container", [tmp_path / "loose"])
    expect(page.locator("#upload-dropped")).to_have_text("片区 2024.zip")
    expect(page.locator("#upload-preview")).to_contain_text("reshaped", timeout=90_000)
    page.set_input_files("#upload-file", [edited_path, files[0]])
    expect(page.locator("#upload-says")).to_contain_text("of several, only the parts")
    expect(page.locator("#upload-take")).to_be_disabled()


def test_axe_finds_nothing_wrong_in_the_dialog(
    visit: Visit, violations: Violations, edited_path: Path
) -> None:
    page = visit.open("?lang=zh&theme=light")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/uploads*", hold)
    open_dialog(page)
    page.set_input_files("#upload-file", edited_path)
    expect(page.locator("#upload-says.quiet")).to_contain_text("昆明")  # is being read
    assert violations(page, "dialog[open]", held) == []
    held.pop().continue_()
    page.wait_for_selector("#upload-preview h3", timeout=90_000)
    assert violations(page, "dialog[open]") == []


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
    browser: Browser, start_site: str, tmp_path: Path, axe: str
) -> None:
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(3)))
    files = {
        "zones": zones.rename(columns={"zone_id": "CODE", "ftz_id": "Group"}),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
    context = browser.new_context(reduced_motion="reduce")
    visit = Visit(context.new_page(), start_site)
    page = visit.page
    page.goto(f"{start_site}/?lang=en")
    for layer, frame in files.items():
        loose = loose_shapefile(frame, tmp_path / layer)
        page.set_input_files(f"[data-layer={layer}] [type=file]", loose)
        page.wait_for_selector(f"[data-layer={layer}] .start-file")
    page.wait_for_selector("#start-make:enabled", timeout=90_000)
    assert page.locator("#start-picture path.zone").count() == 2
    assert page.inner_text("#start-picture figcaption") == "2 zones in 1 region, as a preview"
    assert "zone_id = CODE" in page.inner_text("[data-layer=zones]")
    assert not (tmp_path / "my.gpkg").exists()
    page.click("[data-layer=zones] summary")
    page.select_option("[data-layer=zones] [name=ftz_id]", "Group")
    page.click("#start-read")
    expect(page.locator("[data-layer=zones]")).to_contain_text("ftz_id = Group", timeout=90_000)
    page.wait_for_selector("#start-make:enabled")
    page.evaluate(axe)
    for language in ("zh-CN", "en"):
        levels = {"type": "tag", "values": LEVELS}
        assert page.evaluate(FIND, ["html", levels]) == []
        page.click("#language")
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.click("#start-make")
    page.wait_for_selector("body[data-page=planner]", timeout=90_000)
    visit.shown(page)
    assert Plan.open(tmp_path / "my.gpkg").zones["ftz_id"].tolist() == ["F", "F"]
    context.close()
    assert visit.outside == []
    assert visit.complaints == []
