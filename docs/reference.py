"""The pages of the reference, from the program's own declarations.

Python from the docstrings, the command line from its commands, HTTP from the OpenAPI description,
layers from the schema and scenarios from theirs. Each page is Markdown, under its path in the site.
"""

from __future__ import annotations

import html
import importlib
import inspect
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import griffe
import typer

from geo.scenario.model import scenario_schema
from layers.example import example_plan
from layers.store import Store
from service.app import create_app
from service.cli.app import app as commands
from service.cli.schema import schema_document

MODULES = (
    "geo",
    "geo.comparison.consensus",
    "geo.comparison.contributions",
    "geo.comparison.reach_land",
    "geo.compactness",
    "geo.coverage",
    "geo.indicators",
    "geo.tables",
    "geo.proposals",
    "geo.rules",
    "geo.sweep",
    "layers",
    "layers.china",
    "layers.context",
    "layers.geometry.ellipsoid",
    "layers.errors",
    "layers.formats",
    "layers.schema.layer_schema",
    "layers.store",
    "service",
    "service.notebook",
)
"""What scripts may use: each module is a page."""

Schema = Mapping[str, Any]
_PROBLEM = "application/problem+json"


def reference_pages() -> dict[str, str]:
    """Return every page of the reference, by its path in the site."""
    return {**python_pages(), **command_pages(), **http_pages(), **file_pages()}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown.

    >>> print(table(["name", "unit"], [["area", "km²"]]))
    | name | unit |
    |---|---|
    | area | km² |
    """
    lines = [head, *rows]
    cells = [[_in_cell(cell) for cell in line] for line in lines]
    texts = [f"| {' | '.join(line)} |" for line in cells]
    return "\n".join([texts[0], "|---" * len(head) + "|", *texts[1:]])


def _in_cell(cell: object) -> str:
    """Return a value as the text of a cell."""
    text = " ".join(("" if cell is None else str(cell)).split())
    parts = text.split("`")  # every second one is code, in which a bar is a bar
    return "`".join(
        [one if place % 2 else one.replace("|", "\\|") for place, one in enumerate(parts)]
    )


# Python


def python_pages() -> dict[str, str]:
    """Return a page for each module: its docstring, then each of its public names."""
    pages, seen = {}, set[str]()
    for module in sorted(MODULES, key=lambda it: -it.count(".")):
        lines = [f"# {module}", "", f"::: {module}", _options(members=False, heading=False), ""]
        for name in _public(module):
            place = _place(module, name)
            if place not in seen:
                seen.add(place)
                lines += [f"::: {place}", ""]
        pages[f"reference/python/{module}.md"] = "\n".join(lines)
    return {name: pages[name] for name in (f"reference/python/{it}.md" for it in MODULES)}


class Examples(griffe.Extension):
    """Show the examples of a docstring as code."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:  # noqa: ANN401  Griffe's
        """Fence the examples of one object."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    r"""Return a docstring with each example in a block of code.

    >>> fenced("Add.\n\n>>> 1 + 1\n2")
    'Add.\n\n```python\n>>> 1 + 1\n2\n```'
    """
    blocks = re.split(r"\n{2,}", text)
    code = [f"```python\n{it}\n```" if it.startswith(">>>") else it for it in blocks]
    return "\n\n".join(code)


def _options(*, members: bool, heading: bool) -> str:
    """Return the options of one object, as mkdocstrings reads them."""
    shown = {"members": members, "show_root_heading": heading, "show_root_toc_entry": heading}
    lines = [f"      {name}: {str(value).lower()}" for name, value in shown.items()]
    return "\n".join(["    options:", *lines])


def _public(module: str) -> list[str]:
    """Return the public names of a module that have a docstring."""
    loaded = importlib.import_module(module)
    own = [
        name
        for name, value in vars(loaded).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module
    ]
    names = getattr(loaded, "__all__", None) or own
    values = {name: getattr(loaded, name) for name in names}
    return [name for name, value in values.items() if inspect.isroutine(value) or _is_class(value)]


def _is_class(value: object) -> bool:
    return inspect.isclass(value) and not hasattr(value, "__origin__")


def _place(module: str, name: str) -> str:
    """Return the full name of an object, in the module that defines it."""
    value = getattr(importlib.import_module(module), name)
    return f"{value.__module__}.{value.__qualname__}"


# The command line


def command_pages() -> dict[str, str]:
    """Return a page of all commands, and one for each command or group."""
    group = typer.main.get_command(commands)
    lines = ["# All commands", "", group.help or "", ""]
    rows, pages = [], {}
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        single = command.commands if hasattr(command, "commands") else {"": command}
        rows.append([f"[`{name}`]({name}.md)", command.get_short_help_str(200)])
        text = [f"# zonewright {name}", ""]
        if "" not in single:
            text += [command.help or "", ""]
        for sub, one in single.items():
            full = f"zonewright {name} {sub}".strip()
            text += [f"## {full}", ""] if sub else []
            text += [_command(full, one), ""]
        pages[f"reference/command-line/{name}.md"] = "\n".join(text)
    lines += [
        table(["command", "does"], rows),
        "",
        "Every command takes `--lang en|zh`, and `--help` prints what is below.",
    ]
    return {"reference/command-line/index.md": "\n".join(lines), **pages}


def _command(full: str, command: Any) -> str:  # noqa: ANN401  of the library within Typer
    """Return the usage, the docstring and the parameters of a command."""
    context = command.make_context(full, [], resilient_parsing=True)
    command = context.command
    usage = " ".join([full, *command.collect_usage_pieces(context)])
    records = [param.get_help_record(context) for param in command.params]
    rows = [[f"`{name}`", _text(about)] for name, about in filter(None, records)]
    text = [f"```text\n{usage}\n```", "", _text(command.help or ""), ""]
    return "\n".join([*text, table(["argument or option", "meaning"], rows)])


def _text(text: str) -> str:
    """Return plain text as Markdown."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"([*_\[\]])", r"\\\1", escaped)


# HTTP


def http_pages() -> dict[str, str]:
    """Return the pages of the service: its requests by subject, and its schemas."""
    description = _openapi()
    subjects: dict[str, list[str]] = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            subjects.setdefault(_subject(path), []).append(_operation(method, path, operation))
    pages = {"reference/http/index.md": _overview(description)}
    for subject, texts in subjects.items():
        pages[f"reference/http/{subject}.md"] = "\n\n".join([f"# {_SUBJECTS[subject]}", *texts])
    schemas = description["components"]["schemas"]
    texts = [_schema(name, schema) for name, schema in sorted(schemas.items())]
    pages["reference/http/schemas.md"] = "\n\n".join(["# What is sent and answered", *texts])
    return pages


_SUBJECTS = {
    "measures": "Plan, measures and tables",
    "scenarios": "Scenarios",
    "map": "Layers of the map",
    "jobs": "Jobs, uploads and exports",
    "session": "Sign-in and state",
    "ogc": "OGC API",
}


def _subject(path: str) -> str:
    """Return the page on which a path is described.

    >>> _subject("/api/scenarios/{name}/undo"), _subject("/api/measure")
    ('scenarios', 'measures')
    """
    parts = path.strip("/").split("/")
    first = parts[1] if parts[0] == "api" else parts[0]
    named = {
        "scenarios": ("scenarios",),
        "map": ("layers", "basemaps", "position", "maps"),
        "jobs": ("jobs", "uploads", "exports", "exports"),
        "session": ("me", "session", "sign-in", "events", "healthz", "readyz", "metrics"),
        "ogc": ("ogc",),
    }
    return next((subject for subject, words in named.items() if first in words), "measures")


def _openapi() -> dict[str, Any]:
    """Return the description that a service answers at `/api/openapi.json`."""
    with tempfile.TemporaryDirectory(prefix="zonewright-docs-") as folder:
        store = Store.open(Path(folder) / "plan.scenarios.db")
        app = create_app(example_plan(), store)
        description = app.openapi()
        app.state.jobs.close()
        store.close()
    return description


def _overview(description: Schema) -> str:
    """Return the page that lists every request."""
    rows, problems = [], dict[str, str]()
    for path, operations in description["paths"].items():
        page = f"{_subject(path)}.md"
        for method, operation in operations.items():
            link = f"[`{method.upper()} {path}`]({page}#{_anchor(operation)})"
            rows.append([link, _first_sentence(operation.get("description", ""))])
            for status, answer in operation["responses"].items():
                if _PROBLEM in answer.get("content", {}):
                    problems[status] = _longer(problems.get(status, ""), answer["description"])
    lines = [
        "# All requests",
        "",
        "A running service describes itself at `/api/openapi.json`; this page is the same",
        "description. [Problems](#problems) are answered as `application/problem+json`",
        "([ProblemDocument](schemas.md#problemdocument)). With tokens in the store, send one as",
        "`Authorization: Bearer TOKEN`.",
        "",
        table(["request", "does"], rows),
        "",
        "## Problems",
        "",
        table(["status", "when"], sorted(problems.items())),
    ]
    return "\n".join(lines)


def _longer(*texts: str) -> str:
    """Return the text that names most cases."""
    return max(texts, key=len)


def _anchor(operation: Schema) -> str:
    return str(operation["operationId"]).replace("_", "-").lower()


def _first_sentence(text: str) -> str:
    return _text(re.split(r"(?<=\.)\s", text.strip(), maxsplit=1)[0])


def _operation(method: str, path: str, operation: Schema) -> str:
    """Return the description of one request."""
    lines = [
        f"## {method.upper()} `{path}` {{#{_anchor(operation)}}}",
        "",
        _text(operation.get("description", "")),
        "",
    ]
    rows = [
        [f"`{one['name']}`", one["in"], _kind(one["schema"]), _text(one.get("description", ""))]
        for one in operation.get("parameters", ())
    ]
    if rows:
        lines += [table(["parameter", "in", "kind", "meaning"], rows), ""]
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        lines += [f"Body, `{kind}`: {_kind(body.get('schema', {}))}", ""]
    answers, problems = [], []
    for status, answer in operation["responses"].items():
        if _PROBLEM in answer.get("content", {}):
            problems.append(status)
            continue
        content = answer.get("content", {})
        kinds = [f"`{kind}` {_kind(it.get('schema', {}))}" for kind, it in content.items()]
        answers.append([status, _text(answer["description"]), "; ".join(kinds)])
    lines += [table(["status", "when", "content"], answers), ""]
    if problems:
        lines += [f"[Problems](index.md#problems): {', '.join(problems)}."]
    return "\n".join(lines)


def _schema(name: str, schema: Schema) -> str:
    """Return the description of an object by its members."""
    required = set(schema.get("required", ()))
    rows = [
        [
            f"`{member}`",
            _kind(value),
            "yes" if member in required else "no",
            _text(value.get("description", "")),
        ]
        for member, value in schema.get("properties", {}).items()
    ]
    lines = [f"## {name}", "", _text(schema.get("description", "")), ""]
    if rows:
        lines += [table(["member", "kind", "required", "meaning"], rows)]
    else:
        lines += [_kind(schema)]
    return "\n".join(lines)


def _kind(schema: Schema, page: str = "schemas.md") -> str:
    """Return the kind of a value in words, with links to objects that have a description.

    >>> _kind({"type": "array", "items": {"type": "number"}})
    'list of number'
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}]({page}#{name.lower()})"
    for joint in ("anyOf", "oneOf", "allOf"):
        if joint in schema:
            return " or ".join(dict.fromkeys(_kind(one, page) for one in schema[joint]))
    constants = schema.get("enum", [schema["const"]] if "const" in schema else ())
    if constants:
        return " or ".join(f"`{json.dumps(one, ensure_ascii=False)}`" for one in constants)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), page)}"
    values = schema.get("additionalProperties")
    if isinstance(values, dict):
        return f"object of {_kind(values, page)}"
    kind = str(schema.get("type", "any value"))
    limits = [
        f"{sign} {schema[key]}"
        for key, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", "&gt;"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "&lt;"),
        )
        if key in schema
    ]
    return " ".join([kind, *limits])


# Layers and files


def file_pages() -> dict[str, str]:
    """Return the pages of a plan's layers and of a scenario's document."""
    return {
        "reference/layers/index.md": "\n".join(_layers()),
        "reference/layers/scenario.md": "\n".join(_scenario()),
    }


def _layers() -> Iterator[str]:
    """Yield the page of the layers of a plan."""
    yield "# The layers of a plan\n"
    yield "A plan is one GeoPackage. `zonewright schema` prints these tables, and, given a plan,"
    yield "the columns that this plan has of its own.\n"
    for layer in schema_document(None)["layers"]:
        geometry = layer["geometry"] or "table without geometry"
        yield f"## {layer['layer']}\n"
        yield f"{geometry}, {'required' if layer['required'] else 'optional'}\n"
        rows = [
            [
                f"`{column['column']}`" + (" (key)" if column["key"] else ""),
                column["kind"],
                column["unit"],
                "yes" if column["required"] else "no",
                column["default"],
                _text(column["about"]),
            ]
            for column in layer["columns"]
        ]
        head = ["column", "kind", "unit", "required", "default", "meaning"]
        yield table(head, rows) + "\n"


def _scenario() -> Iterator[str]:
    """Yield the page of the scenario document."""
    schema = scenario_schema()
    yield "# The scenario file\n"
    yield "A scenario is a YAML file, or the same document as JSON. `zonewright scenario schema`"
    yield "prints its JSON Schema, by which an editor completes it.\n"
    names = {"scenario document": schema, **schema["$defs"]}
    for name, one in names.items():
        text = _schema(name, one).replace("schemas.md#", "#")
        yield text + "\n"
