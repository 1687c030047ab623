"""The habits of the repository, held by the same command as everything else."""

import ast
import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.conftest import ended

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SCRIPTS = Path(sysconfig.get_path("scripts"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SOURCES = sorted(
    path
    for package in ("geo", "layers", "service")
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)
LANGUAGES = ("en", "zh")
POSIX_ONLY = {"fcntl", "resource", "pwd", "grp", "termios", "pty"}
POSIX_CALLS = {"fork", "getuid", "geteuid", "chown", "mkfifo", "SIGKILL", "SIGHUP", "SIGUSR1"}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [str(SCRIPTS / "lint-imports"), "--no-cache"],
    ],
    ids=["ruff check", "ruff format", "mypy", "import contracts"],
)
def test_the_linters_are_content(command: list[str]) -> None:
    done = ended(*command, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_test_command_tries_the_same_examples_and_no_test_sleeps_or_looks_at_the_clock() -> (
    None
):
    repeatable = settings.get_profile("repeatable")
    assert (repeatable.derandomize, repeatable.database) == (True, None)
    # The page's policy stops `wait_for_function` from asking a second time.
    wrong = re.compile(
        r"\b(?:sleep|wait_for_timeout|wait_for_function|perf_counter|monotonic|process_time)\("
        r"|\btime\.time\(|settings\(\s*max_examples"
    )
    others = [path for path in TESTS if path.name != "searching.py"]
    assert [path for path in others if wrong.search(text_of(path))] == []


def prose(document: Path) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text_of(document), flags=re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """Return what a link may name behind `#`: headings as the hosts of repositories write them."""
    headings = re.findall("^#+ (.+)$", prose(document), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", one) for one in headings)
    return {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in plain}


def named_elsewhere(row: str) -> list[str]:
    """Return the names in a row of the architecture page that none of its files has."""
    marked = re.findall("`([^`]+)`", row)
    files = [ROOT / name for name in marked if (ROOT / name).is_file() and "/" in name]
    texts = "\n".join(text_of(file) for file in files)
    catalogues = [name for name in marked if name.endswith(".ftl") and "/" not in name]
    messages = ROOT / "layers" / "messages"
    missing = [
        it for it in catalogues if not all((messages / at / it).is_file() for at in LANGUAGES)
    ]
    code = [it for it in marked if re.fullmatch(r"[A-Za-z_][\w.]*", it) and re.search("[A-Z_]", it)]
    code = [it.split(".")[-1] for it in code if not (ROOT / it).exists()]
    return missing + [it for it in code if files and not re.search(rf"\b{it}\b", texts)]


def test_every_link_and_place_that_the_documents_name_is_there() -> None:
    folders = (
        ROOT,
        ROOT / "benchmarks",
        DOCS,
        *map(DOCS.joinpath, ("decisions", "deploy", "guides")),
    )
    count = 0
    for document in [file for folder in folders for file in folder.glob("*.md")]:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
            if re.match(r"\w+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            assert file.exists(), (document, target)
            assert not anchor or anchor in anchors(file), (document, target)
            count += 1
    assert count > 60
    architecture = text_of(DOCS / "architecture.md")
    named = re.findall(r"`((?:geo|layers|service|tests|docs)/[\w./-]*)`", architecture)
    assert len(set(named)) > 40
    assert [name for name in named if not (ROOT / name).exists()] == []
    inside = re.findall(r"`(\w[\w.]*)`(?: and `(\w+)`)? in `(\w+/[\w./-]+\.\w+)`", architecture)
    assert len(inside) > 30
    pairs = [(name.split(".")[-1], path) for *names, path in inside for name in names if name]
    assert [it for it in pairs if not re.search(rf"\b{it[0]}\b", text_of(ROOT / it[1]))] == []
    rows = [line for line in architecture.splitlines() if line.startswith("| ")][1:]
    assert [name for row in rows for name in named_elsewhere(row)] == []
    places = re.findall("`([^`]+)` · `([^`]+)`", text_of(DOCS / "guides" / "developing.md"))
    assert len(places) > 20
    assert [place for place in places if place[1] not in text_of(ROOT / place[0])] == []
    readme = text_of(ROOT / "README.md")
    assert all(f"(docs/guides/{it.name})" in readme for it in (DOCS / "guides").glob("*.md"))
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    assert f"\nversion: {version}\n" in text_of(ROOT / "CITATION.cff")
    venv = "python3 -m venv .venv && .venv/bin/pip install"
    for command in (
        "'.[cad,reports]' && .venv/bin/zonewright demo",
        "-e '.[test]' && .venv/bin/python -m pytest",
    ):
        assert f"{venv} {command}" in readme.splitlines()


SHARED = {
    "export": "the file of outcomes, and that of scenarios, which are measured first",
    "router": "each file of endpoints has its own",
    "CONFORMANCE": "each part of the OGC API says its classes",
    "links_of": "each part of the OGC API gives its links",
    "TABLE": "each table is the one of its module",
    "read": "each format reads",
    "write": "each format writes",
    "write_packed": "each format with archives writes these",
}
"""Public names that several modules have, and why they mean one thing."""
INTERFACES = ("service/api", "service/cli", "service/ogc", "service/server")
"""Where a function or the body of a request is named as the operation that it offers."""


ELSEWHERE = ("service/qgis_plugin/", "service/api/answers/")
"""What QGIS runs; and what answers are named, as readers of the API's description see it."""


def public_names(path: Path) -> Iterator[str]:
    """Yield what a module defines for others, but rules: each is named as in a scenario."""
    folder = path.relative_to(ROOT).parent.as_posix()
    for node in ast.parse(text_of(path)).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {each.id for each in targets if isinstance(each, ast.Name)}
            yield from (name for name in names if len(name) > 1)  # one letter: a type variable
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            marks = "".join(map(ast.unparse, node.decorator_list))
            bases = "".join(map(ast.unparse, getattr(node, "bases", [])))
            offered = "router." in marks or "BaseModel" in bases or folder == "service/cli"
            if not (folder in INTERFACES and offered) and not marks.startswith("rule("):
                yield node.name


def test_no_public_name_means_two_things() -> None:
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        where = path.relative_to(ROOT).as_posix()
        if where.startswith(ELSEWHERE) or "/migrations/" in where:
            continue
        for name in public_names(path):
            if not name.startswith("_") and name not in SHARED:
                found.setdefault(name, []).append(where)
    assert {name: places for name, places in found.items() if len(set(places)) > 1} == {}


def imported(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else set()


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def is_text_mode(node: ast.Call) -> bool:
    """Return whether a call such as `path.open("w")` opens a file as text."""
    mode = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    return isinstance(mode, str) and set(mode) <= set("rwax+t")


def test_nothing_is_used_that_windows_or_later_pythons_lack_and_text_has_an_encoding() -> None:
    for path in (*SOURCES, *TESTS):  # tests are collected there, whatever of them runs
        tree = ast.parse(text_of(path))
        for statement in tree.body:  # an import behind a check is none of the module itself
            assert not POSIX_ONLY & imported(statement), f"{path}:{statement.lineno}"
        if path in TESTS:
            continue
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not POSIX_CALLS & names, path
        for call, function in calls(tree):
            connects = ast.unparse(function) == "sqlite3.connect"
            assert not connects or len(call.args) == 1, f"{path}:{call.lineno}"
            reads = function.attr in {"read_text", "write_text"}
            if reads or (function.attr == "open" and is_text_mode(call)):
                given = {keyword.arg for keyword in call.keywords}
                assert "encoding" in given, f"{path}:{call.lineno}"


@pytest.mark.deep
@pytest.mark.parametrize("encoding", ["cp936", "ascii"])
def test_output_is_utf8_whatever_the_console_has(encoding: str, tmp_path: Path) -> None:
    code = "from service.cli import main; main()"
    missing = tmp_path / "规划.gpkg"
    ran = ended(
        sys.executable,
        "-c",
        code,
        "--lang",
        "zh",
        "measure",
        str(missing),
        env={"PYTHONIOENCODING": encoding, "PATH": "", "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 2
    assert "规划.gpkg" in ran.stderr


def test_the_words_that_the_glossary_rules_out_are_in_no_name_and_no_prose() -> None:
    guide = text_of(ROOT / "CONTRIBUTING.md")
    glossary = re.search(r"^## Glossary$(.*?)^## ", guide, re.MULTILINE | re.DOTALL)
    assert glossary is not None
    rows = re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)\|$", glossary[1], re.MULTILINE)[2:]
    ruled_out = [word.strip() for cell in rows for word in cell.split(",") if word.strip()]
    assert len(ruled_out) > 10  # the table was read
    found = re.compile(rf"\b({'|'.join(ruled_out)})\b", re.IGNORECASE)
    documents = [guide.replace(glossary[1], ""), *map(text_of, sorted(DOCS.rglob("*.md")))]
    messages = map(text_of, sorted((ROOT / "layers" / "messages" / "en").glob("*.ftl")))
    texts = [
        *(re.sub(r"`[^`]*`", "", one) for one in documents),
        *messages,
        *(words_of(path) for path in SOURCES),
    ]
    hits = [
        text[max(0, m.start() - 40) : m.end() + 20] for text in texts for m in found.finditer(text)
    ]
    assert hits == []


def words_of(source: Path) -> str:
    """Return the comments, docstrings and names of a module, names split into words."""
    text = text_of(source)
    names: set[str] = set()
    prose: list[str] = re.findall(r"#.*", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            prose.append(str(node.value.value))
    words = (" ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)) for name in sorted(names))
    return "\n".join([*prose, *words])
