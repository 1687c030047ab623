"""Hostile words in names, sectors, kinds, sources, scenarios and comments: nothing of them runs."""

from collections.abc import Iterator
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo import Scenario
from layers import Plan
from layers.store import LOCAL, Store
from service.app import create_app
from service.page import security_policy
from service.scenario_service import ScenarioService
from tests.clients.conftest import served
from tests.clients.hands import from_menu, open_tab
from tests.clients.visiting import Visit, until
from tests.conftest import CRS, layer_frame, point, regions_frame, square, zones_frame

HOSTILE = (
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "${window.ran=1}",
    "`+(window.ran=1)+`",
    "</script><script>window.ran=1</script>",
    '"><b id=made>',
    "';window.ran=1;//",
    "{{constructor.constructor('window.ran=1')()}}",
    "<a href=javascript:window.ran=1 id=made>",
    "red;background:url(javascript:window.ran=1)",
    "\u202eevil\u202c",
    "<!--<b id=made>--><style>*{display:none}</style>",
)
ALL = " ".join(HOSTILE)
TABS = ("coverage", "regions", "zones", "rules", "compare", "history")
NAMED_ALONE = ("zone", "off", "tab", "theme", "lang", "at", "radius", "scenario")
NAMED_TOGETHER = ("against", "mode", "consensus", "region", "policy")
TABLES = ("totals", "zones", "people", "sectors")


def hostile_plan() -> Plan:
    named = {"name": ALL, "name_zh": ALL, "source": ALL, "verified": False}
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))
    districts = regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11)))
    count = len(HOSTILE)
    clusters = {"cluster_id": [f"C{number}" for number in range(count)], "sector": HOSTILE}
    places = [point(number % 10, number / 10) for number in range(count)]
    upper = {
        f"{level}_{name}": ALL for level in ("city", "province") for name in ("name", "name_zh")
    }
    codes = {"province_adcode": "330000", "city_adcode": "330100"}
    return Plan(
        {
            "zones": zones.assign(**named, sectors=ALL, note=ALL, note_zh=ALL),
            "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": ["330000"], "cap_km2": [0.5]} | named),
            "regions": districts.assign(**named, **upper, **codes),
            "demand": layer_frame([point(1)], demand_id=["D"], population=[10.0]).assign(**named),
            "clusters": gpd.GeoDataFrame(clusters, geometry=places, crs=CRS).assign(**named),
            "gateways": layer_frame([point(2)], gateway_id=["G"], kind=[ALL]).assign(**named),
            "exclusions": layer_frame([square(1, 1)], exclusion_id=["X"], kind=[ALL]).assign(
                **named
            ),
            "customs_blocks": layer_frame(
                [square(0)], block_id=["B"], zone_id=["W"], kind=[ALL]
            ).assign(**named),
        }
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    plan = hostile_plan()
    document = {"scenario": "h", "title": ALL, "title_zh": ALL, "baseline": plan.baseline}
    document |= {"edits": [{"move": {"zone": "W", "dx_km": 0.5, "dy_km": 0}}]}
    with Store.open(tmp_path_factory.mktemp("hostile") / "plan.db") as store:
        book = ScenarioService(plan, store, LOCAL)
        book.create(Scenario.from_document(document), ALL, "public")
        with served(create_app(plan, store)) as address:
            yield address


def nothing_ran(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    expect(page.locator("#made, img[src=x], main style, [onerror], [onload]")).to_have_count(0)
    expect(page.locator("[href^='javascript:'], script:not([src])")).to_have_count(0)


def test_nothing_that_a_name_says_is_run_or_made_an_element(visit: Visit) -> None:
    page = visit.page
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    comment = {"text": ALL, "zone_id": "W"}
    assert page.request.post(f"{visit.site}/api/scenarios/h/comments", data=comment).ok
    visit.open("?scenario=h&zone=W&at=30.005,120.03,12&off=")
    for language in ("zh-CN", "en"):
        page.click("#language")
        expect(page.locator("html")).to_have_attribute("lang", language)
        look_everywhere(visit, page)
    assert dialogs == []
    plan = page.request.get(f"{visit.site}/api/plan").json()
    assert plan["ftzs"][0]["name"] == ALL  # it arrives as it is
    assert set(plan["sectors"]) == set(HOSTILE)


def look_everywhere(visit: Visit, page: Page) -> None:
    for tab in TABS:
        open_tab(page, tab)
        visit.at_rest(page)
        nothing_ran(page)
    assert HOSTILE[0] in page.inner_text("#comments")
    page.click("#tab-places")
    assert HOSTILE[0] in page.inner_text("#zone-list")
    for target in (".zone-dot", ".leaflet-clusters-pane .point", ".leaflet-gateways-pane .point"):
        if page.locator(target).first.is_visible():
            page.locator(target).first.hover(force=True)
            visit.at_rest(page)
            nothing_ran(page)
    page.fill("#search", HOSTILE[0])
    visit.at_rest(page)
    page.press("#search", "Escape")
    page.click("#sources")
    nothing_ran(page)
    page.click("#about-close")
    from_menu(page, "sheet")
    nothing_ran(page)
    page.click("#sheet-cancel")
    nothing_ran(page)


def test_nothing_that_is_compared_is_run_or_made_an_element(visit: Visit) -> None:
    page = visit.open(
        "?lang=zh&scenario=h&tab=compare&consensus=baseline,h&at=30.005,120.005,14"
        "&off=violations,clusters,gateways,customs,exclusions,labels"
    )
    for table in TABLES:
        page.wait_for_selector(f"[data-table=compare-{table}]")
    page.wait_for_selector("[data-table=consensus]")
    assert HOSTILE[0] in page.inner_text("#compare-tables")
    assert HOSTILE[0] in page.inner_text("#consensus")
    nothing_ran(page)
    page.locator("path.agreed").first.hover(force=True)
    page.wait_for_selector(".leaflet-tooltip")
    assert HOSTILE[0] in page.inner_text(".leaflet-tooltip")
    nothing_ran(page)
    for mode in ("swipe", "two"):
        page.click(f"#modes [data-mode={mode}]")
        page.wait_for_selector("#map-beside path.zone", state="attached")
        assert HOSTILE[0] in page.inner_text(".caption.after")
        page.locator("#map-beside .zone-dot, #map-beside path.zone").first.hover(force=True)
        visit.at_rest(page)
        nothing_ran(page)


def test_what_an_address_says_is_neither_run_nor_believed(visit: Visit) -> None:
    visit.expected.add(404)
    page = visit.page
    for keys in (NAMED_ALONE, NAMED_TOGETHER, *zip(NAMED_ALONE)):
        query = urlencode(dict.fromkeys(keys, ALL))
        page.goto(f"{visit.site}/?{query}", wait_until="domcontentloaded")
        page.wait_for_selector("body[data-districts=drawn]")
        nothing_ran(page)
    page.evaluate("""() => { document.body.insertAdjacentHTML("beforeend",
        "<img src='data:,' onerror='window.ran=1'>"); }""")
    until(page, lambda: any("Content Security Policy" in text for text in visit.complaints))
    assert page.evaluate("window.ran") is None  # the policy would stop what slipped through
    assert "script-src 'self';" in security_policy()
    visit.complaints.clear()
