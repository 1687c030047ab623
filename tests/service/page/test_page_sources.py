"""What the page's sources keep to: imports one way, codes of the catalogue, types and format."""

import graphlib
import json
import os
import re
import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from endpoints import MOVED, NORTH, PLAN
from fastapi import FastAPI
from shapely.geometry import mapping
from starlette.testclient import TestClient

from geo.coverage.travel import LINE
from geo.proposals import Question, answer
from service.api_types import write_api_types
from service.documents.proposal import document_of, proposal_scorecard
from service.page.assets import LATER_AREAS, PAGE
from service.page.vendor_assets import BUNDLED
from service.page.vendor_assets import MODULES as MODULES_OF_PACKAGES
from tests import page_codes
from tests.conftest import ended
from tests.layers.test_messages import entries
from tests.node_page import NODE
from tests.page_codes import FAMILIES

MODULES = PAGE / "modules"
FLOORS = (
    "core",
    "map",
    "draft",
    "scenario",
    "figures",
    "edit",
    "save",
    "compare",
    "propose",
    "import",
    "shell",
    "published",
    "later.ts",
    "main.ts",
    "start.tsx",
    "published.ts",
)
"""Folders and files of the modules from the ground up: each may import what stands before it."""

PACKAGES = {f"../vendor/{folder}/index.js" for folder in MODULES_OF_PACKAGES}
"""What the modules take from npm and are bundled with."""

ANSWERS: dict[str, tuple[str, dict[str, Any] | None]] = {
    "PlanDocument": ("/api/plan?layers=false", None),
    "ScenarioRow[]": ("/api/scenarios", None),
    "ScenarioDocument": ("/api/scenarios/north", None),
    "ScenarioComment[]": ("/api/scenarios/north/comments", None),
    "Me": ("/api/me", None),
    "Source[]": ("/api/sources", None),
    "Figures": ("/api/measure?plan=false", {"scenario": "north", "radii_km": [50]}),
    "Comparison": ("/api/compare?a=north&b=baseline", None),
    "Consensus": ("/api/consensus?scenario=north&scenario=baseline", None),
    "Explained": ("/api/explain?adcode=330000", None),
    "Edited": ("/api/edited", {"edits": [MOVED], "against": "baseline"}),
    "NetworkWay": ("/api/way", {"place": [120.3, 30.2], "by": "road"}),
    "UploadPreview": ("/api/uploads?name=zones.geojson", mapping(PLAN.zones)),
}
"""Types of the page's documents, each with a request whose answer is one."""
CHANGEABLE = """
type Changeable<T> = T extends object ? { -readonly [K in keyof T]: Changeable<T[K]> } : T;
"""

_PRIVATE = re.compile(r"\b_[a-z]\w*[(:]|\._[a-z]")
"""A member that the drawing library keeps private."""
KNOWS_PRIVATE = {"edit/geoman.ts", "map/leaflet-internals.ts"}

PATCHES = {
    r"\bbyId\(": 127,
    r"\bfill\(": 55,
    r"\.hidden = ": 24,
    r"\bstore\.on\(": 73,
    r"\.focus\(": 43,
}
"""What components do without, and how often modules still patch the page by it: never more."""

_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']""")


def imports(modules: Path) -> dict[str, set[str]]:
    """Return what each module imports, types too, both as paths below `modules`."""
    return {
        file.relative_to(modules).as_posix(): {
            os.path.relpath(file.parent / target, modules).replace(os.sep, "/")
            for target in _IMPORT.findall(file.read_text(encoding="utf-8"))
        }
        for file in sorted(modules.rglob("*.ts*"))
        if file.name != "page.d.ts"
    }


def test_imports_name_modules_run_one_way_from_floor_to_floor_and_in_no_circle() -> None:
    graph = imports(MODULES)
    assert len(graph) > 50
    assert set().union(*graph.values()) <= graph.keys() | PACKAGES

    def floor(path: str) -> int:
        return FLOORS.index(path.split("/", maxsplit=1)[0])

    upward = {
        (path, target)
        for path, targets in graph.items()
        for target in targets - PACKAGES
        if floor(target) > floor(path)
    }
    assert upward == set()
    graphlib.TopologicalSorter(graph).prepare()  # raises, and names the circle
    names = [path.rsplit("/", maxsplit=1)[-1] for path in graph]
    assert sorted(names) == sorted(set(names))


def test_what_the_drawing_library_keeps_private_is_used_in_one_module_for_each() -> None:
    found = {
        file.relative_to(MODULES).as_posix()
        for file in MODULES.rglob("*.ts*")
        if _PRIVATE.search(file.read_text(encoding="utf-8"))
    }
    assert found == KNOWS_PRIVATE


def test_what_patches_the_page_only_becomes_less() -> None:
    sources = [file.read_text(encoding="utf-8") for file in MODULES.rglob("*.ts*")]
    found = {patch: sum(len(re.findall(patch, text)) for text in sources) for patch in PATCHES}
    assert [patch for patch, count in found.items() if count > PATCHES[patch]] == []


def test_no_module_of_the_first_screen_names_words_that_are_loaded_later() -> None:
    graph = imports(MODULES)
    first, new = set(), {"main.ts"}
    while new:
        first |= new
        new = set().union(*(graph[path] for path in new)) - PACKAGES - first - {"later.ts"}
    assert 40 < len(first) < len(graph) - 20
    later = {code for code in entries("en") if code.startswith(tuple(f"{a}-" for a in LATER_AREAS))}
    named = {
        (path, code)
        for path in first
        for code in re.findall(r'"([a-z][a-z0-9-]+)"', (MODULES / path).read_text(encoding="utf-8"))
        if code in later
    }
    assert named == set()


def test_every_code_that_a_module_or_a_template_names_is_there() -> None:
    assert sorted(page_codes.named() - set(entries("en"))) == []


def test_every_code_that_a_module_makes_is_of_a_family_and_every_family_is_there() -> None:
    assert page_codes.made() == set(FAMILIES)
    assert sorted(page_codes.of_families() - set(entries("en"))) == []


def test_what_is_said_fills_every_place_of_its_sentence() -> None:
    said = page_codes.calls()
    assert len(said) > 200
    english = entries("en")
    assert [
        f"{where} fills {sorted(filled)}, not {sorted(english[code])}"
        for where, code, filled in said
        if filled != english[code] and "...places" not in filled
    ] == []


@pytest.fixture
def page_copy(page_packages: Path, tmp_path: Path) -> Path:
    """Return a copy of the page's modules and sheets beside the packages that check them."""
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(PAGE / name, tmp_path / name)
    for name in ("modules", "styles", *(f"vendor/{folder}" for folder in MODULES_OF_PACKAGES)):
        shutil.copytree(PAGE / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(page_packages, target_is_directory=True)
    return tmp_path


def check(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of the page's packages, which has nothing to complain of."""
    done = ended(NODE, folder / "node_modules" / program, *arguments, cwd=folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_modules_read_what_the_service_describes_and_each_answer_has_the_type_that_is_read(
    page_copy: Path, make_app: Callable[..., FastAPI]
) -> None:
    asked: dict[str, Any] = {"ftzs": "F", "objective": "population@1", "budget_km2": 1.0}
    few: dict[str, Any] = {"runs": 3, "tries": 300, "answers": 2, "differ_km2": 0.1}
    answered = answer(PLAN, Question(**asked, **few))
    found = document_of(answered, proposal_scorecard(PLAN, answered, LINE))
    documents = [("Proposed", found)]
    app = make_app(PLAN, NORTH)
    write_api_types(app.openapi(), page_copy / "node_modules", page_copy / "vendor")
    with TestClient(app) as client:
        place = {"text": "here", "place": [120.0, 30.0]}
        assert client.post("/api/scenarios/north/comments", json=place).status_code == 201
        for name, (path, body) in ANSWERS.items():
            answered = client.get(path) if body is None else client.post(path, json=body)
            assert answered.status_code == 200, answered.text
            documents.append((name, answered.json()))
    lines = [CHANGEABLE]
    for number, (name, document) in enumerate(documents):
        lines += [
            f"const answer{number} = {json.dumps(document)} as const;",
            f"declare const read{number}: Changeable<typeof answer{number}>;",
            f"export const typed{number}: {name} = read{number};",
        ]
    (page_copy / "modules" / "answers.ts").write_text("\n".join(lines), encoding="utf-8")
    check(page_copy, "typescript/bin/tsc", "-p", ".")


def test_modules_and_style_sheets_are_formatted(page_copy: Path) -> None:
    check(page_copy, "prettier/bin/prettier.cjs", "--check", "modules", "styles")


def test_the_lock_names_no_host_and_pins_every_package() -> None:
    text = (PAGE / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_vendored_files_bring_their_licences() -> None:
    stamp = json.loads((PAGE / "vendor" / "contents.json").read_text(encoding="utf-8"))
    assert {row["package"] for row in stamp["licences"]} == {
        *chain.from_iterable(MODULES_OF_PACKAGES.values()),
        "leaflet",
        "@geoman-io/leaflet-geoman-free",
        *BUNDLED,
        "@fontsource/noto-sans-sc",
        "@expo-google-fonts/noto-sans-sc",
        "topojson-client",
    }
    for row in stamp["licences"]:
        assert "Copyright" in (PAGE / "vendor" / row["file"]).read_text(encoding="utf-8")
