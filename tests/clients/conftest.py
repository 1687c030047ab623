"""Plans as files for real clients to open, each test on a copy of its own."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import pandas as pd
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright
from starlette.types import ASGIApp

from geo import CoverageMeter, Expand, Scenario
from layers import Plan
from layers.china import sample_scenarios
from layers.formats import export
from service.api.plan_session import PlanSession
from service.export_layers import outcome
from service.report.decision_file import to_decision
from service.report.measured import Measured
from service.report.writer import Edition
from service.server.process import listen
from tests.clients.visiting import CHROMIUM_FLAGS, Visit
from tests.conftest import (
    CRS,
    MadeOnce,
    ended,
    layer_frame,
    making_apps,
    of_provinces,
    point,
    regions_frame,
    square,
    zones_frame,
)
from tests.service.command_line import run

expect.set_options(timeout=30_000)  # as Playwright's other waits: a busy machine is no fault

HERE = Path(__file__).parent
EXPORTED = "tianjin-rail-corridor"
PROVINCES = ("11", "13", "21", "31", "44", "46", "53", "63")
collect_ignore_glob = ["qgis_*.py"]  # run by the Python that has PyQGIS
QgisJob: TypeAlias = tuple[str, Path, Path]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Leave out the map around a plan, which costs much, unless a file has `LOOKS_AROUND`.

    This is called for the tests of other folders too.
    """
    with pytest.MonkeyPatch.context() as patch:
        of_clients = item.path.is_relative_to(HERE)
        if of_clients and not hasattr(getattr(item, "module", None), "LOOKS_AROUND"):
            patch.setattr(PlanSession, "draws_context", False)
        return (yield)


@pytest.fixture(scope="session")
def run_qgis(
    need: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[Any]]:
    """Return what does jobs in one QGIS: (module beside this file, plan, out) -> the JSON of each.

    The answer lies beside `out`, with the suffix of JSON.
    """

    def run(*jobs: QgisJob, language: str = "en_US") -> list[Any]:
        folder = tmp_path_factory.mktemp("qgis")
        listed = folder / "jobs.json"
        listed.write_text(json.dumps(jobs, default=str), encoding="utf-8")
        command = [str(need("qgis")), "-I", str(HERE / "qgis_run.py"), language, str(listed)]
        private = {"QGIS_CUSTOM_CONFIG_PATH": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        environment = os.environ | private | {"QT_QPA_PLATFORM": "offscreen"}
        done = ended(*command, env=environment)
        assert done.returncode == 0, done.stderr
        answers = [out.with_suffix(".json") for _, _, out in jobs]
        return [json.loads(answer.read_text(encoding="utf-8")) for answer in answers]

    return run


@pytest.fixture(scope="session")
def squares_plan_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a plan over squares with a layer of every kind, one of them without rows.

    Zone W is one square; zone E is a square of side 3 with a hole of side 1, and a square beside.
    """
    ring = square(10, 0, 3).difference(square(11, 1))
    zones = zones_frame(("W", "F", square(0)), ("E", "F", ring.union(square(15))))
    districts = regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11)))
    clusters = {"cluster_id": ["C1", "C2"], "sector": ["biopharma", "marine_economy"]}
    customs = {"block_id": ["B"], "zone_id": ["W"], "kind": ["综合保税区"]}
    trade = {"ftz_id": ["F"], "period": ["2024"], "trade_value_cny": [1.5e9], "growth_pct": [-2.5]}
    layers = {
        "zones": zones.assign(name_zh=["临港新片区", "北片区“一”"], sectors=["", "biopharma"]),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "name_zh": ["示例"], "cap_km2": [float("nan")]}),
        "clusters": gpd.GeoDataFrame(clusters, geometry=[point(0), point(20)], crs=CRS),
        "regions": districts.assign(name_zh=["西区", "东区"]),
        "demand": layer_frame([point(1)], demand_id=["1"], population=[1000.5]),
        "gateways": layer_frame([point(2)], gateway_id=["G"], kind=["seaport"]),
        "exclusions": gpd.GeoDataFrame({"exclusion_id": []}, geometry=[], crs=CRS),
        "customs_blocks": gpd.GeoDataFrame(customs, geometry=[square(0)], crs=CRS),
        "trade": pd.DataFrame(trade),
        "policies": pd.DataFrame({"ftz_id": ["F"], "policy": ["CPTPP pilot"]}),
        "strategies": pd.DataFrame({"strategy_id": ["YRD"], "name_zh": ["长三角"]}),
    }
    path = tmp_path_factory.mktemp("squares") / "squares.gpkg"
    Plan(layers).save(path)
    return path


@pytest.fixture(scope="session")
def named_squares(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan of a zone W in the west, and E beside S in the east, each with a name."""
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(4)), ("S", "F", square(5)))
    names = {"name": ["West Area", "East Area", "South Area"], "name_zh": ["西区", "东区", "南区"]}
    path = tmp_path_factory.mktemp("named") / "squares.gpkg"
    regions = regions_frame(("330101", square(-30, -30, 60)))
    Plan({"zones": zones.assign(**names), "regions": regions}).save(path)
    return Plan.open(path)


@pytest.fixture(scope="session")
def decision_path(named_squares: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a decision on a scenario with the title *Wider*."""
    meter, edits = CoverageMeter(named_squares, (5.0,)), [Expand(zone="W", by_km=0.5)]
    wider = Scenario.of(named_squares, edits, title="Wider")
    one = Measured.of(meter, meter.measure(), wider)
    path = tmp_path_factory.mktemp("decision") / "决策.html"
    path.write_bytes(to_decision(named_squares, one, Edition("en", "2026-11-25")))
    return path


@pytest.fixture(scope="session")
def squares_export_path(squares_plan_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the squares with a scenario that gains and loses land and breaks a rule."""
    plan = Plan.open(squares_plan_path)
    edits = [
        {"move": {"zone": "W", "dx_km": 0.3, "dy_km": 0}},
        {"add": {"zone": "N", "ftz": "F", "geometry": square(10.5, 0.5).wkt}},
    ]
    document = {"scenario": "north-1", "title": "North", "title_zh": "北移", "edits": edits}
    document["baseline"] = plan.baseline
    path = tmp_path_factory.mktemp("exported") / "squares-north.gpkg"
    meter = CoverageMeter(plan)
    scenario = Scenario.from_document(document)
    export(plan, path, [outcome(meter.measure(), meter.measure(scenario), scenario.title)])
    return path


@pytest.fixture(scope="session")
def china_export_path(china_plan: Plan, china_plan_path: Path, made_once: MadeOnce) -> Path:
    """Export the China plan with one of its samples, whose file lies beside it."""

    def make(folder: Path) -> None:
        samples = map(Scenario.from_document, sample_scenarios(china_plan))
        (scenario,) = (one for one in samples if one.scenario == EXPORTED)
        path = folder / f"{EXPORTED}.yaml"
        path.write_text(scenario.to_yaml(), encoding="utf-8")
        out = folder / "中国 export.gpkg"
        ran = run("export", china_plan_path, out, "--scenario", path, "--annex")
        assert ran.code == 0, ran.errors

    return made_once("exported", make) / "中国 export.gpkg"


@pytest.fixture(scope="session", params=["squares_plan", "squares_export", "china_export"])
def dressed_path(request: pytest.FixtureRequest) -> Path:
    """Return a dressed file, a plan or an export: read it, and let no client touch it."""
    path: Path = request.getfixturevalue(f"{request.param}_path")
    return path


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of the loopback, and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with listen(ip_address("127.0.0.1"), 0) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


Serve: TypeAlias = Callable[..., str]


@pytest.fixture(scope="module")
def serve(make_app: Callable[..., FastAPI]) -> Iterator[Serve]:
    """Give what serves a plan and gives its address: `serve(plan, name=edits)` has scenarios.

    One with more than edits is given as a document.
    """
    with ExitStack() as kept:

        def serving(plan: Plan, **scenarios: list[dict[str, Any]] | dict[str, Any]) -> str:
            made = [
                {"scenario": name, "title": name.title(), "title_zh": "移动"}
                | ({"edits": given} if isinstance(given, list) else given)
                for name, given in scenarios.items()
            ]
            baseline = {"baseline": plan.baseline}
            app = make_app(plan, *(Scenario.from_document(one | baseline) for one in made))
            return kept.enter_context(served(app))

        yield serving


ServedChina: TypeAlias = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def served_china(china_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> ServedChina:
    """Return what serves the China plan and its sample scenarios to the local planner.

    Each service has a store of its own; what is worked out of the plan itself they share.
    """
    session = PlanSession(china_plan)
    scenarios = [Scenario.from_document(sample) for sample in sample_scenarios(china_plan)]

    @contextmanager
    def serve() -> Iterator[str]:
        with making_apps(tmp_path_factory) as make:
            app = make(china_plan, *scenarios)
            app.state.session = session
            with served(app) as address:
                yield address

    return serve


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> str:
    """Return where that is served which a test names, or its file as `SITE`, or the China plan."""
    name = getattr(request, "param", getattr(request.module, "SITE", "china_site"))
    return str(request.getfixturevalue(name))


@pytest.fixture(scope="session")
def china_site(served_china: ServedChina) -> Iterator[str]:
    """Serve the China plan once, to stories that keep nothing in its store."""
    with served_china() as address:
        yield address


@pytest.fixture(scope="module")
def squares_site(serve: Serve, squares_plan_path: Path) -> str:
    return serve(Plan.open(squares_plan_path))


@pytest.fixture(scope="session")
def provinces_plan(china_plan: Plan) -> Plan:
    return of_provinces(china_plan, PROVINCES)


@pytest.fixture(scope="session")
def provinces_site(provinces_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve some provinces once, to stories that edit and keep what nobody else opens."""
    with making_apps(tmp_path_factory) as make, served(make(provinces_plan)) as address:
        yield address


@pytest.fixture(scope="module")
def own_site(served_china: ServedChina) -> Iterator[str]:
    """Serve the China plan with a store of its own to the stories of a file that save."""
    with served_china() as address:
        yield address


@pytest.fixture(scope="session")
def browser(need: Callable[[str], Path]) -> Iterator[Browser]:
    program = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(program), args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, site: str, **options: Any) -> Iterator[Visit]:
    """Give a browser of a person who was never there; no outside host, no complaint at the end.

    Nothing moves by itself: the map goes at once where it would fly.
    """
    size: ViewportSize = {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.complaints == []


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with visiting(browser, site) as visit:
        yield visit
