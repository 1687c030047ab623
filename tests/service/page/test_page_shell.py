"""The page's HTML and script: stable, without inline script, without an outside host."""

import re

import pytest

from layers.errors import UnknownError
from service.page import asset, map_html, map_script, page_html
from service.page.assets import FOREVER, PAGE, assets_version, chunk_urls, find_files
from service.page.shell import _folium_map
from service.page.vendor_assets import BUNDLE, is_complete

CHINA = (73.5, 3.8, 135.1, 53.6)


@pytest.mark.parametrize(
    "html", [page_html(CHINA), map_html("lingang-north", CHINA)], ids=["page", "map"]
)
def test_a_page_is_small_has_no_inline_script_and_asks_this_service_alone(html: str) -> None:
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) >= 3
    assert all("src=" in attributes and not text.strip() for attributes, text in scripts)
    assert "<style" not in html
    assert not re.search(r"\s(on\w+|style)=", html)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert addresses
    assert all(re.match(r"\.{1,2}/(static|maps)/|#", address) for address in addresses)
    assert "//" not in html.replace("<!DOCTYPE html>", "")
    assert len(html.encode()) < 100_000


def test_each_render_gives_the_same_bytes() -> None:
    assert page_html(CHINA) == page_html(CHINA)
    assert map_html("a", CHINA) == map_html("a", CHINA)
    _folium_map.cache_clear()
    script = map_script()
    _folium_map.cache_clear()
    assert map_script() == script


def test_the_map_alone_is_folium_s_and_the_page_has_its_own() -> None:
    (map_id,) = re.findall(r'<div class="folium-map" id="(\w+)"', map_html("north", CHINA))
    assert re.search(rf'var {map_id} = L\.map\(\s*"{map_id}"', map_script())
    assert 'data-scenario="north" data-extent="73.5 3.8 135.1 53.6"' in map_html("north", CHINA)
    assert 'data-scenario="baseline" data-extent="73.5 3.8 135.1 53.6"' in page_html(CHINA)
    assert "folium" not in page_html(CHINA)


def test_what_cannot_be_a_scenario_and_what_is_no_listed_file_is_refused() -> None:
    for scenario in ("", "a/b", "a b", "<script>", "ü", "a" * 65):
        with pytest.raises(UnknownError):
            map_html(scenario, CHINA)
    for path in ("../shell.py", "shell.py", "modules/../shell.py", "/etc/passwd", "", "modules"):
        with pytest.raises(UnknownError):
            asset(assets_version(), path)


def test_an_asset_is_kept_for_ever_under_its_present_name_alone() -> None:
    found = asset(assets_version(), "modules/start.js")
    assert found.content == (BUNDLE / "modules" / "start.js").read_bytes()
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
    named = re.findall(r'<link rel="modulepreload" href="[^"]*/modules/([^"]+)">', page_html(CHINA))
    assert set(named) == wanted
    assert chunk_urls("modules/start.js") == []


def test_what_a_catalogue_says_to_its_writers_is_not_sent() -> None:
    english = asset(assets_version(), "messages/en.ftl").content.decode()
    assert "page-skip = To the figures" in english
    assert not re.search("^#", english, re.MULTILINE)
