"""A published site in a browser: opened from a disk, in both languages, with hostile names."""

from pathlib import Path

from playwright.sync_api import Browser

from geo import CoverageMeter, Expand, Scenario
from layers import Plan
from service.published.folder import write_site
from service.published.site import Publishing, site_files
from service.report.measured import Measured
from tests.clients.visiting import Visit
from tests.service.command_line import small_plan

SCRIPT = "<img src=x onerror=alert(1)>"


def test_a_site_opens_from_a_disk_and_speaks_both_languages_without_another_request(
    browser: Browser, tmp_path: Path
) -> None:
    frames = small_plan()
    frames["zones"]["name_zh"] = [SCRIPT, "东片区"]
    plan = Plan(frames)
    meter = CoverageMeter(plan, (1.0, 5.0))
    every = [
        Scenario.of(
            plan, Expand(zone="W", by_km=by), scenario=id_, title=id_, title_zh=f"方案{id_}"
        )
        for id_, by in (("first", 0.2), ("second", 0.4))
    ]
    measured = [Measured.of(meter, meter.measure(), one) for one in every]
    write_site(site_files(meter, measured, Publishing(with_decisions=False)), tmp_path / "site")
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
    page = context.new_page()
    folder = (tmp_path / "site").as_uri()
    visit, asked = Visit(page, folder), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{folder}/index.html")
    page.locator("body[data-drawn=regions]").wait_for()
    assert visit.violations(page) == []
    assert page.locator("path.gained").count() == 1
    banner = page.locator(".banner").first
    english, before = banner.inner_text(), len(asked)
    page.get_by_role("button", name="中文").click()
    page.get_by_text("关键指标").wait_for()
    assert banner.inner_text() != english
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert len(asked) == before
    page.locator("#scenario").select_option("second")
    page.locator("#scenario option:checked", has_text="方案second").wait_for(state="attached")
    page.get_by_text(SCRIPT).first.wait_for(state="attached")
    page.locator("#swipe").fill("90")
    assert page.locator(".caption.after").is_hidden()
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] == widths[1]
    assert visit.outside == visit.complaints == []
    context.close()
