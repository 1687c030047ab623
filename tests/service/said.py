"""What the service may say to the page: every text with a space that its modules hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

SPEAKING = (
    "geo/**/*.py",
    "layers/reprojecting.py",
    "layers/store/**/*.py",
    "service/api/*.py",
    "service/book.py",
)
"""Modules that are asked by the page, or by what the page asks."""

SILENT = (
    "geo/account.py",  # reports of the command line
    "geo/diff.py",
    "geo/founding.py",
    "geo/growth.py",  # reasons of missing figures have words of their own
    "geo/leading.py",
    "geo/rebase.py",
    "geo/match_zones.py",
    "geo/retelling.py",
    "geo/scenario_schema.py",
    "geo/scenario_text.py",  # files: the page sends JSON
    "geo/coverage/partitioned.py",
    "geo/coverage/workers.py",
    "geo/lenses/customs.py",  # the page asks to explain, and no other lens
    "geo/lenses/development.py",
    "geo/lenses/own_radius.py",
    "geo/lenses/strategies.py",
    "geo/lenses/travel.py",
    "geo/lenses/underserved.py",
    "geo/lenses/weights.py",
    "geo/rules/registry.py",  # descriptions in both languages
    "layers/store/migrations/versions/v1_history.py",
    "layers/store/verifying.py",
    "service/api/plans.py",  # notes in both languages
)
"""Those of them that the page never hears."""


def template_of(node: ast.AST) -> str | None:
    """Return a text with `{}` for each place that is filled; None where it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def plain(template: str) -> str:
    """Return a template whose places have no name; places that adjoin are one."""
    return re.sub(r"(\{[^{}]*\})+", "{}", template).strip()


def texts(module: Path) -> Iterator[tuple[int, str]]:
    """Yield line and template of each text with a space, docstrings aside."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            inside.add(node.value)
        if isinstance(node, ast.JoinedStr):
            inside.update(part for part in node.values if isinstance(part, ast.Constant))
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            inside.update(ast.walk(node.format_spec))
    for node in ast.walk(tree):
        template = None if node in inside else template_of(node)
        if template and " " in template.strip() and re.search("[A-Za-z]{2}", template):
            yield int(getattr(node, "lineno", 0)), plain(template)


def said() -> dict[str, str]:
    """Return every template that may be said to the page, with the place of its first use."""
    found: dict[str, str] = {}
    for pattern in SPEAKING:
        for module in sorted(ROOT.glob(pattern)):
            name = module.relative_to(ROOT).as_posix()
            for line, template in [] if name in SILENT else texts(module):
                found.setdefault(template, f"{name}:{line}")
    return found
