"""The application: every command under its name."""

from __future__ import annotations

import typer

from service.cli.combining import merge, rebase
from service.cli.demo import demo
from service.cli.files import export, init
from service.cli.guard import reporting
from service.cli.lenses import explain, lens_app
from service.cli.measuring import check, compare, measure
from service.cli.saving import apply, save
from service.cli.scenarios import scenarios_app
from service.cli.serving import serve

app = typer.Typer(
    name="zonewright",
    help="Plan the layout of zones: where boundaries run, whom they reach, what a move changes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (demo, init, check, measure, compare, explain, export, serve):
    app.command()(reporting(command))
for subcommand in (save, apply, rebase, merge):
    scenarios_app.command()(reporting(subcommand))
app.add_typer(scenarios_app, name="scenario")
app.add_typer(lens_app, name="lens")
