"""The application: every command under its name."""

from __future__ import annotations

from collections.abc import Callable

import typer

from service.cli.consensus import consensus
from service.cli.demo import demo
from service.cli.errors import Commands, reporting
from service.cli.import_edits import import_edits
from service.cli.init_export import export, init
from service.cli.lenses import explain, lens_app
from service.cli.measure import check, compare, measure
from service.cli.merge_rebase import merge, rebase
from service.cli.save import apply, branch, redo, save, undo
from service.cli.scenarios import scenarios_app
from service.cli.serve import serve
from service.cli.tokens import tokens_app
from service.cli.workflow import approve, comment, propose, reject

app = typer.Typer(
    name="zonewright",
    cls=Commands,
    help="Plan the layout of zones: where boundaries run, whom they reach, what a move changes.",
    epilog="Exit codes: 1 a hard rule is broken, 2 bad input, 3 a conflict with others' changes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_COMMANDS: tuple[Callable[..., None], ...] = (
    demo,
    init,
    check,
    measure,
    compare,
    consensus,
    explain,
    import_edits,
    export,
    serve,
)
_OF_SCENARIOS: tuple[Callable[..., None], ...] = (
    save,
    apply,
    undo,
    redo,
    branch,
    rebase,
    merge,
    comment,
    propose,
    approve,
    reject,
)
for command in _COMMANDS:
    app.command()(reporting(command))
for command in _OF_SCENARIOS:
    scenarios_app.command()(reporting(command))
app.add_typer(scenarios_app, name="scenario")
app.add_typer(lens_app, name="lens")
app.add_typer(tokens_app, name="token")
