"""The page's HTML and script: stable, without inline script, without an outside host."""

import re

import pytest
from folium.plugins import MarkerCluster

from layers.errors import UnknownError
from service.page import asset, map_html, map_script, page_html
from service.page.assets import FOREVER, PAGE, asset_url, assets_version, chunk_urls, find_files
from service.page.shell import LOCAL_FILES, PAGE_PARTS, _figure, _links, _local
from service.page.vendor_assets import BUNDLE, is_complete

CHINA = (73.5, 3.8, 135.1, 53.6)


@pytest.mark.parametrize("html", [page_html(), map_html("lingang-north")], ids=["page", "map"])
def test_a_page_is_small_has_no_inline_script_and_asks_this_service_alone(html: str) -> None:
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) >= 4
    assert all("src=" in attributes and not text.strip() for attributes, text in scripts)
    assert "<style" not in html
    assert not re.search(r"\s(on\w+|style)=", html)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert addresses
    assert all(re.match(r"\.{1,2}/(static|maps)/|#", address) for address in addresses)
    assert "//" not in html.replace("<!DOCTYPE html>", "")
    assert len(html.encode()) < 100_000


def test_each_render_gives_the_same_bytes() -> None:
    assert page_html() == page_html()
    assert map_html("a") == map_html("a")
    assert map_script("a", CHINA) == map_script("a", CHINA)


def test_the_script_makes_the_map_of_the_page_and_names_every_part() -> None:
    script = map_script("lingang-north", CHINA)
    (map_id,) = re.findall(r'<div class="folium-map" id="(\w+)"', map_html("lingang-north"))
    assert f'L.map(\n"{map_id}"' in script
    assert '"scenario": "lingang-north"' in script
    assert '"extent": [73.5, 3.8, 135.1, 53.6]' in script
    assert re.findall(r'zonewright\.add\("(\w+)"', script) == ["plan", *PAGE_PARTS]
    source = (PAGE / "modules" / "map" / "folium-map.ts").read_text(encoding="utf-8")
    assert re.findall(r"^  (\w+): add\w+,$", source, re.MULTILINE) == list(PAGE_PARTS)


def test_what_cannot_be_a_scenario_and_what_is_no_listed_file_is_refused() -> None:
    for scenario in ("", "a/b", "a b", "<script>", "ü", "a" * 65):
        with pytest.raises(UnknownError):
            map_html(scenario)
        with pytest.raises(UnknownError):
            map_script(scenario)
    for path in ("../shell.py", "shell.py", "modules/../shell.py", "/etc/passwd", "", "modules"):
        with pytest.raises(UnknownError):
            asset(assets_version(), path)


def test_every_mapped_file_is_there_and_a_link_that_is_not_mapped_raises() -> None:
    assert all(asset_url(path).endswith(path) for path in LOCAL_FILES.values())
    figure = _figure("baseline", CHINA)
    (planned,) = figure._children.values()
    MarkerCluster().add_to(planned)
    figure.render()
    with pytest.raises(UnknownError, match="external host"):
        [_local(link) for link in _links(figure)]


def test_an_asset_is_kept_for_ever_under_its_present_name_alone() -> None:
    found = asset(assets_version(), "modules/folium-parts.js")
    assert found.content == (BUNDLE / "modules" / "folium-parts.js").read_bytes()
    assert found.media_type == "text/javascript"
    assert found.headers == {"Cache-Control": FOREVER}
    assert asset("0123456789ab", "modules/main.js").headers == {"Cache-Control": "no-cache"}


def test_an_install_serves_the_bundle_of_these_very_modules() -> None:
    assert is_complete(), "python -m service.page.vendor_assets bundles modules that have changed"
    assert find_files(PAGE)["modules/main.js"] == BUNDLE / "modules" / "main.js"
    assert find_files(PAGE)["styles/main.css"] == BUNDLE / "styles" / "main.css"
    assert "modules/main.ts" not in find_files(PAGE)


def test_the_page_names_the_pieces_that_its_bundle_imports_at_once() -> None:
    bundled = find_files(PAGE)["modules/main.js"]
    wanted = set(re.findall(r'from"./(chunk-[^"]+)"', bundled.read_text(encoding="utf-8")))
    named = re.findall(r'<link rel="modulepreload" href="[^"]*/modules/([^"]+)">', page_html())
    assert set(named) == wanted
    assert chunk_urls("modules/folium-parts.js") == []


def test_what_a_catalogue_says_to_its_writers_is_not_sent() -> None:
    english = asset(assets_version(), "messages/en.ftl").content.decode()
    assert "page-skip = To the figures" in english
    assert not re.search("^#", english, re.MULTILINE)
