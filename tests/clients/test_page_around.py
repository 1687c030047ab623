"""Around the map: coordinates, the ruler, basemaps that shift, the sheet to print."""

import base64
import re
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import prcoords
import pypdf
import pytest
from playwright.sync_api import expect
from pyproj import Geod

from layers import Plan
from layers.store import Store
from service.app import create_app
from service.settings import Basemap, ServiceSettings
from tests.clients.conftest import served
from tests.clients.hands import box_of, from_menu, save_sheet
from tests.clients.visiting import Visit, until
from tests.service.test_tile_files import mbtiles

TILES = "http://tiles.invalid/{z}/{x}/{y}.png"
GREEN_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNQaDAAAAGUANHragfEAAAAAElFTkSuQmCC"
)
NEAR = "?at=30.005,120.05,12"
SHIFT = """() => { const tile = document.querySelector(".leaflet-basemap-pane img");
  const [z, x, y] = tile.src.match(/\\d+/g).map(Number);
  const map = window.zonewright.map;
  const own = L.point(x, y).multiplyBy(256).subtract(map.getPixelOrigin());
  const box = L.DomUtil.getPosition(tile);
  return [own.x - box.x, own.y - box.y]; }"""


@pytest.fixture(scope="module")
def site(squares_plan_path: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("around")
    store = folder / "squares.db"
    own = mbtiles(folder / "photo.mbtiles", {(8, 213, 105): base64.b64decode(GREEN_PNG)})
    grounds = Basemap(TILES, "gcj02"), Basemap.parse(str(own))
    settings = ServiceSettings(grounds, "GS(2026)0001")
    with Store.open(store) as kept:
        app = create_app(Plan.open(squares_plan_path), kept, settings)
        with served(app) as address:
            yield address


def test_a_chosen_basemap_alone_is_asked_and_shifts_its_tiles_and_never_what_is_sent(
    visit: Visit,
) -> None:
    page = visit.open(NEAR)
    policy = page.request.get(visit.site).headers["content-security-policy"]
    assert "img-src 'self' data: blob: http://tiles.invalid;" in policy
    page.mouse.move(500, 400)
    expect(page.locator("#gauss-kruger")).to_contain_text("3° zone 40")
    expect(page.locator("#coordinates")).to_contain_text("30.0")
    expect(page.locator(".leaflet-basemap-pane img")).to_have_count(0)

    visit.inside += ("http://tiles.invalid/",)
    page.context.route("http://tiles.invalid/**", lambda route: route.fulfill(status=204))
    page.click("#basemap")
    page.check("#basemap-box input[value='tiles.invalid']")
    page.wait_for_selector(".leaflet-basemap-pane img", state="attached")
    east_px, south_px = page.evaluate(SHIFT)
    there = prcoords.wgs_gcj(prcoords.Coords(30.005, 120.05))
    assert east_px == pytest.approx((there.lon - 120.05) / 360 * 256 * 2**12, abs=1.5)
    assert south_px == pytest.approx(-(there.lat - 30.005) * 1.155 / 360 * 256 * 2**12, abs=1.5)
    sent = []
    page.on(
        "request",
        lambda asked: sent.append(asked.post_data_json) if "/api/ruler" in asked.url else None,
    )
    for worn in (True, False):
        if not worn:
            page.check("#basemap-box input[value='']")
        page.keyboard.press("Escape")
        page.click("#ruler")
        for x, y in ((500, 300), (600, 400)):
            page.mouse.click(x, y)
        page.wait_for_selector("#ruler-length")
        page.click("#ruler")
        page.click("#basemap")
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_an_own_ground_is_enlarged_names_its_source_and_is_there_again_the_next_time(
    visit: Visit,
) -> None:
    page = visit.open(NEAR)
    page.click("#basemap")
    page.check("#basemap-box input[value='photo']")
    loaded = page.locator(".leaflet-basemap-pane img.leaflet-tile-loaded")
    expect(loaded.first).to_have_attribute("src", re.compile(r"api/basemaps/photo/8/213/105$"))
    expect(page.locator("#ground-source")).to_have_text("© Survey 测绘")
    page.reload()
    expect(loaded.first).to_be_attached()
    tints = page.locator(".leaflet-districts-pane")
    expect(tints).to_have_css("opacity", "0.55")
    page.click("#basemap")
    page.check("#basemap-box input[value='']")
    expect(page.locator("#ground-source")).to_be_hidden()


def test_the_ruler_works_from_the_keyboard_and_the_map_is_saved_as_a_picture(visit: Visit) -> None:
    page = visit.open()
    page.focus("#ruler")
    page.keyboard.press("Enter")
    length = page.locator("#ruler-length")
    for place, length_km in (
        ("120, 30", None),
        ("120.01, 30", "0.965 km"),
        ("120.01, 30.01", "2.073 km"),
        ("120, 30.01", "3.038 km"),
    ):
        page.keyboard.type(place)
        page.keyboard.press("Enter")
        if length_km:
            expect(length).to_have_text(length_km)
        expect(page.locator("#ruler-box input")).to_have_value("")
    page.wait_for_selector("#ruler-area")
    expect(page.locator("#ruler-area")).to_have_text("1.070 km²")
    page.keyboard.press("Escape")
    assert page.locator("#ruler-box").is_hidden()
    content = save_sheet(page, "png")
    assert struct.unpack(">II", content[16:24]) == (2970, 2100)
    assert len(content) > 50_000  # it has colours


def test_the_sheet_is_one_page_with_what_a_map_must_say(visit: Visit) -> None:
    page = visit.open()
    for paper, width_pt in (("a4", 842), ("a3", 1191)):
        page.keyboard.press("Control+p")
        page.fill("#sheet-form [name=title]", "Zones of the north")
        page.select_option("#sheet-form [name=paper]", paper)
        (shown,) = pypdf.PdfReader(BytesIO(save_sheet(page))).pages
        for words in ("Zones of the north", "GS(2026)0001", "Zone", "km"):
            assert words in shown.extract_text()
        assert float(shown.mediabox.width) == pytest.approx(width_pt, abs=1)
        expect(page.locator("#sheet-dialog")).not_to_be_visible()
    assert "Biopharma" in shown.extract_text()
    page = visit.open("?off=clusters")
    from_menu(page, "sheet")
    (bare,) = pypdf.PdfReader(BytesIO(save_sheet(page))).pages
    assert "Biopharma" not in bare.extract_text()


def test_the_browser_itself_prints_the_map_alone_over_the_whole_page(visit: Visit) -> None:
    page = visit.open()
    page.emulate_media(media="print")
    expect(page.locator("#panel")).to_be_hidden()
    until(page, lambda: box_of(page, ".leaflet-container")[2] == 1440)


def test_a_sheet_that_cannot_be_made_says_why(visit: Visit) -> None:
    page = visit.open()
    from_menu(page, "sheet")
    page.context.set_offline(True)
    page.click("#sheet-form [value=png]")
    expect(page.locator("#sheet-says")).to_contain_text("it does not answer now")
    page.context.set_offline(False)
    assert save_sheet(page, "png")
    visit.complaints.clear()  # of the connection


def test_the_scale_bar_is_as_long_as_it_says_at_the_middle_of_the_map(visit: Visit) -> None:
    for at in ("30.005,120.05,9", "52.3,120.05,7", "1.2,120.05,12&lang=zh"):
        page = visit.open(f"?at={at}")
        bar = page.locator("#scale .leaflet-control-scale-line")
        number, unit = bar.inner_text().split()
        ends = bar.evaluate("""line => {
          const { map } = window.zonewright;
          const { x, y } = map.getSize().divideBy(2);
          const half = Number.parseFloat(line.style.width) / 2;
          const at = [x - half, x + half].map((x) => map.containerPointToLatLng([x, y]));
          return at.map(({ lng, lat }) => [lng, lat]); }""")
        (west, south), (east, north) = ends
        long_m = Geod(ellps="GRS80").inv(west, south, east, north)[2]
        said_m = float(number) * {"km": 1e3, "公里": 1e3}[unit]
        assert long_m == pytest.approx(said_m, rel=0.01)
