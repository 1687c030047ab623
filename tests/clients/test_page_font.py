"""Chinese characters on a machine that has a font for them, and on one that has none."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.clients.visiting import CHROMIUM_FLAGS, Visit

SITE = "squares_site"
WITHOUT_CHINESE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <selectfont><rejectfont>
    <pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern>
    <pattern><patelt name="lang"><string>ja</string></patelt></pattern>
    <pattern><patelt name="lang"><string>zh-tw</string></patelt></pattern>
    <glob>*CJK*</glob>
  </rejectfont></selectfont>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
DRAWN = """async (text) => {
  await document.fonts.ready;
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  const pen = canvas.getContext("2d");
  pen.font = `30px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(text, 2, 32);
  return canvas.toDataURL();
}"""


def fonts_asked(context: BrowserContext) -> list[str]:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    return asked


def test_the_machines_own_chinese_font_is_used_and_none_is_fetched(visit: Visit) -> None:
    asked = fonts_asked(visit.page.context)
    page = visit.open("?lang=zh")
    assert page.locator("#tab-places").inner_text() == "片区与区域"
    assert page.evaluate(DRAWN, "片") != page.evaluate(DRAWN, "区")
    assert [url for url in asked if "noto" in url] == []


def test_where_the_machine_has_none_the_page_brings_its_own(
    browser: Browser, site: str, need: Callable[[str], Path], tmp_path: Path
) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(WITHOUT_CHINESE.format(cache=tmp_path), encoding="utf-8")
    poor = browser.browser_type.launch(
        executable_path=str(need("chromium")),
        args=list(CHROMIUM_FLAGS),
        env=os.environ | {"FONTCONFIG_FILE": str(config)},
    )
    try:
        visit = Visit(poor.new_page(), site)
        asked = fonts_asked(visit.page.context)
        page = visit.open("?lang=zh")
        assert page.evaluate(DRAWN, "片") != page.evaluate(DRAWN, "区")
        assert any(url.endswith(".woff2") for url in asked)
        assert visit.outside == visit.complaints == []
    finally:
        poor.close()
