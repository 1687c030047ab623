"""The plugin for QGIS without QGIS: the form of its zip, and how it runs the command."""

import ast
import configparser
import json
import os
import re
import select
import sqlite3
import sys
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from command_line import run, saved_plan

from service.cli.qgis import OLDEST_QGIS, PLUGIN_FOLDER, texts_of
from service.qgis_plugin import command, texts
from service.qgis_plugin.command import CommandError, Ended
from service.qgis_plugin.saved_plan import settled, store_of

SOURCES = sorted(PLUGIN_FOLDER.glob("*.py"))
OF_QGIS = {"qgis", "processing"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    path = tmp_path_factory.mktemp("plugin") / "zonewright.zip"
    assert run("qgis", "plugin", "-o", path).code == 0
    return zipfile.ZipFile(path)


def test_the_zip_has_what_the_plugin_manager_needs(packed: zipfile.ZipFile, tmp_path: Path) -> None:
    names = {*packed.namelist()}
    assert {name.partition("/")[0] for name in names} == {"zonewright"}
    needed = {"__init__.py", "metadata.txt", "icon.svg", *(source.name for source in SOURCES)}
    assert {f"zonewright/{name}" for name in needed} <= names
    assert not [name for name in names if "pycache" in name or name.endswith(".toml")]
    assert {info.external_attr >> 16 for info in packed.infolist()} == {0o100644}
    read = configparser.ConfigParser()
    read.read_string(packed.read("zonewright/metadata.txt").decode())
    general = read["general"]
    assert (general["name"], general["qgisMinimumVersion"]) == ("Zonewright", OLDEST_QGIS)
    assert general["qgisMaximumVersion"].startswith("4.")  # QGIS 4 lists no other
    unscoped = re.compile(r"\b(?:Q|Qgs|Qt)\w*\.[A-Z]\w*\b(?![.(\[])(?!\w)")
    assert [
        found for source in SOURCES for found in unscoped.findall(source.read_text("utf-8"))
    ] == []
    assert general["hasProcessingProvider"] == "yes"
    for field in ("version", "author", "description", "about", "license", "tags", "icon"):
        assert general[field]
    assert general["description[zh_CN]"] != general["description"]
    out = tmp_path / "a.zip"
    out.write_text("mine")
    assert (run("qgis", "plugin", "-o", out).code, out.read_text()) == (2, "mine")
    assert run("qgis", "plugin", "-o", tmp_path / "a.rar").code == 2
    assert run("qgis", "plugin", "-o", out, "--force").code == 0
    assert out.read_bytes() == Path(str(packed.filename)).read_bytes()  # the same each time


def test_it_has_every_text_that_it_uses_in_both_languages(packed: zipfile.ZipFile) -> None:
    held = json.loads(packed.read("zonewright/texts.json"))
    assert set(held) == {"en", "zh"}
    assert set(held["en"]) == set(held["zh"])
    used = {
        node.value
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and str(node.value).startswith("plugin-")
    }
    assert used <= set(held["en"])
    text = texts.filled(held["zh"]["plugin-zone-changed"], {"zone": "A", "gained": 1, "lost": 2})
    assert text == "A：新增 1 平方公里，核减 2 平方公里"
    languages = [texts.language(locale, held) for locale in ("zh_CN", "zh-Hans", "en_US", "")]
    assert languages == ["zh", "zh", "en", "en"]
    assert texts_of("zh")["plugin-measure-name"] == "测算覆盖"


def test_its_modules_need_only_qgis_and_its_older_python() -> None:
    for source in SOURCES:
        tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 9))
        names = [
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
            for name in (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        ]
        imported = {name.partition(".")[0] for name in names}
        assert imported <= OF_QGIS | {*sys.stdlib_module_names}, source


def ran(program: str, *arguments: str, cancel_at: str = "never") -> tuple[Ended, list[str]]:
    """Run a program of Python, cancelled at a step of its progress."""
    steps: list[str] = []
    ended = command.run(
        [sys.executable, "-c", program, *arguments],
        "zh",
        lambda: cancel_at in steps,
        lambda share, what: steps.append(what if share is None else f"{share} {what}"),
    )
    return ended, steps


@pytest.mark.deep
def test_arguments_output_and_progress_pass_unchanged(tmp_path: Path) -> None:
    odd = ["a b", 'say "hi"', "中 文", "100%PATH%", "it's $HOME", "&| ^<>", ""]
    ended, _ = ran("import sys, json; print(json.dumps(sys.argv[1:]))", *odd)
    assert (ended.code, json.loads(ended.out)) == (0, odd)
    program = (
        "import sys\nprint('progress - 正在测算', 'progress 0.250 x', '错', sep='\\n',"
        "file=sys.stderr)\nsys.exit(2)"
    )
    ended, steps = ran(program)
    assert (ended.code, ended.complaints, steps) == (2, ("错",), ["正在测算", "0.25 x"])
    much, _ = ran("import sys; print('x' * 10**6); print('y' * 10**6, file=sys.stderr)")
    assert (len(much.out), len(much.complaints[0])) == (10**6 + 1, 10**6)
    with pytest.raises(CommandError) as refused:
        command.run([str(tmp_path)], "en", lambda: False, lambda _, __: None)
    assert refused.value.code == "plugin-command-fails"


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="asks for a process as Linux does")
def test_cancelling_ends_the_command_and_what_it_started() -> None:
    child = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
    program = (
        "import signal, subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}])\n"
        "print(child.pid, flush=True)\nprint('progress - on', file=sys.stderr, flush=True)\n"
        "signal.pause()"
    )
    ended, _ = ran(program, cancel_at="on")
    assert ended.cancelled
    with suppress(ProcessLookupError):  # it is gone already
        child_ends = select.poll()
        child_ends.register(os.pidfd_open(int(ended.out)), select.POLLIN)
        assert child_ends.poll(30_000)


def test_a_command_is_found_as_it_is_set_or_on_the_path_and_has_an_environment_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "a folder" / command.NAME
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert command.find(f'"{program}"') == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert command.find() == str(program)
    batch = program.rename(program.with_suffix(".bat"))
    for given, code in ((str(batch), "plugin-command-batch"), ("none", "plugin-command-missing")):
        with pytest.raises(CommandError) as refused:
            command.find(given)
        assert refused.value.code == code
    own = {"PATH": "p", "PYTHONHOME": "q", "PythonPath": "q", "PROJ_LIB": "q", "GDAL_DATA": "q"}
    made = command.environment(own, "zh")
    assert made["PATH"] == "p"
    assert not {name.upper() for name in made} & {"PYTHONHOME", "PYTHONPATH", "PROJ_LIB"}
    assert (made["ZONEWRIGHT_LANG"], made["ZONEWRIGHT_PROGRESS"]) == ("zh", "lines")


@pytest.mark.deep
def test_a_plan_that_is_open_for_editing_is_copied_with_what_was_saved(tmp_path: Path) -> None:
    path, copies = tmp_path / "p.gpkg", tmp_path / "copies"
    copies.mkdir()
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE t (x)")
    assert settled(str(path), str(copies)) == str(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("INSERT INTO t VALUES (7)")
        copy = Path(settled(str(path), str(copies)))
        assert Path(f"{path}-wal").exists()
    assert [*copies.iterdir()] == [copy] == [copies / "p.gpkg"]
    assert copy.read_bytes()[18:20] == b"\x01\x01"
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("SELECT x FROM t").fetchall() == [(7,)]


def test_scenarios_are_found_steps_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = saved_plan(tmp_path)
    assert store_of(str(plan)) == str(tmp_path / "p.scenarios.db")
    assert store_of(str(tmp_path / "other.gpkg")) is None
    assert run("check", plan).errors == []
    monkeypatch.setenv("ZONEWRIGHT_PROGRESS", "lines")
    asked = run("check", plan, "--json", "--lang", "zh")
    assert asked.errors == ["progress - 正在检查"]
    assert json.loads(asked.out)["scenario"] == "baseline"
