"""The application: every command under its name, each imported when it is asked for.

A new command is a function in the file of its family and one row below: its name (which is that of
the function), the module, and the first paragraph of its docstring, which `--help` lists. Lenses
have no rows: `geo.lenses.LENSES` has them.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand

from service.cli.errors import Commands, reporting
from service.cli.language import LangFirst, LangHere

if TYPE_CHECKING:
    from typer._click.core import Command, Context


class Listed(NamedTuple):
    """A command: the module in `service.cli` that holds its function, and its help in one line."""

    module: str
    help: str


COMMANDS: Mapping[str, Listed] = {
    "demo": Listed(
        "demo",
        "Build the plan of China's free trade zones, measure it, compare a scenario, serve the "
        "map.",
    ),
    "init": Listed("init", "Build a plan from your own files."),
    "update": Listed(
        "update", "Add layers to a plan or replace them, such as zones as surveyed, or new demand."
    ),
    "schema": Listed(
        "schema",
        "Print the layers and columns of a plan: which are required, their units and defaults.",
    ),
    "check": Listed(
        "check",
        "Validate a plan and hold its zones, or a scenario's, against the rules.",
    ),
    "measure": Listed("measure", "Measure what the zones of a plan, or of a scenario, cover."),
    "compare": Listed("compare", "Compare two scenarios, or two plans: what A changes against B."),
    "consensus": Listed(
        "consensus",
        "Show how much land is of how many of several scenarios, in all and by FTZ.",
    ),
    "explain": Listed(
        "lenses",
        "Explain a region's coverage: the zones that reach it, and what each alone contributes.",
    ),
    "propose": Listed(
        "propose",
        "Propose the best land for zones to take, or to swap, with the proof and the reasons.",
    ),
    "import-edits": Listed(
        "import_edits",
        "Turn what was edited in a copy of PLAN, as in QGIS, into a scenario of PLAN.",
    ),
    "export": Listed(
        "export",
        "Write a plan, or the zones of a scenario, in the format of the suffix of OUT.",
    ),
    "sweep": Listed(
        "sweep", "Measure scenarios many times, with what is uncertain varied at random."
    ),
    "backup": Listed(
        "backup",
        "Write all scenarios of a plan, with history, comments, decisions and tokens, to one file.",
    ),
    "restore": Listed(
        "backup",
        "Take a backup into the store of its plan, which must be empty: all of it, or nothing.",
    ),
    "audit": Listed(
        "audit",
        "Show what happened besides changes: who came in, was refused, took out or looked at what.",
    ),
    "serve": Listed("serve", "Serve plans and their scenarios to browsers and scripts."),
    "config": Listed(
        "config", "Show every setting, its value and where that comes from; secrets are masked."
    ),
}
SCENARIO_COMMANDS: Mapping[str, Listed] = {
    "list": Listed(
        "scenarios",
        "List the scenarios in the store of a plan that you may read.",
    ),
    "show": Listed("scenarios", "Show a scenario as YAML, or as JSON."),
    "history": Listed(
        "scenarios",
        "List the revisions of a scenario, newest first: who, when and why.",
    ),
    "record": Listed(
        "scenarios",
        "Show all that is kept of a scenario as one document: decisions, comments, history, edits.",
    ),
    "verify": Listed(
        "scenarios",
        "Check the history: every hash, every link and every step; exit code 2 where one is wrong.",
    ),
    "schema": Listed(
        "scenarios",
        "Print the JSON Schema of a scenario file: for editors, which complete and check by it.",
    ),
    "save": Listed(
        "save",
        "Keep a scenario in the store: a revision, with a record of what comes of it.",
    ),
    "apply": Listed(
        "save",
        "Write a new plan whose zones are those of a scenario; PLAN itself stays as it is.",
    ),
    "undo": Listed(
        "save",
        "Go back to the state before; a further undo goes further back. It is a revision, too.",
    ),
    "redo": Listed("save", "Go forward to the state that the last undo took back."),
    "branch": Listed("save", "Begin a new scenario where another one stands."),
    "rebase": Listed(
        "merge_rebase",
        "Make the edits of a scenario over another baseline, that of PLAN.",
    ),
    "merge": Listed(
        "merge_rebase",
        "Put scenario B into A, both in the store; or with -o both into a new one in a file.",
    ),
    "comment": Listed(
        "workflow",
        "Comment on a scenario, on a zone or on a place; without TEXT, list the comments.",
    ),
    "propose": Listed(
        "workflow",
        "Propose a scenario for decision: until it is decided or taken back, nobody changes it.",
    ),
    "approve": Listed("workflow", "Approve a proposed scenario: it does not change any more."),
    "reject": Listed(
        "workflow",
        "Reject a proposed scenario: it does not change any more; branch it to go on.",
    ),
    "withdraw": Listed(
        "workflow", "Withdraw a scenario: it stays in the store, and admins alone see it."
    ),
}
QGIS_COMMANDS: Mapping[str, Listed] = {
    "plugin": Listed("qgis", "Write the plugin for QGIS, a zip that its plugin manager installs."),
}
TOKEN_COMMANDS: Mapping[str, Listed] = {
    "create": Listed(
        "tokens",
        "Make a token and show its secret, this once: it is kept nowhere.",
    ),
    "list": Listed("tokens", "List the tokens that were ever made, without their secrets."),
    "rotate": Listed(
        "tokens",
        "End a token at once, and show the secret of another with its name and role, this once.",
    ),
    "revoke": Listed("tokens", "End a token at once."),
}
SESSION_COMMANDS: Mapping[str, Listed] = {
    "list": Listed(
        "sessions",
        "List who is signed in on the page: since when, and until when without a further request.",
    ),
    "end": Listed("sessions", "End all sessions of a person at once."),
    "link": Listed("sessions", "Let an account of the identity provider in as a person."),
}


class LazyCommand(TyperCommand):
    """A command of which only name and help are known until it is called.

    Its callback returns the function that it stands for. The options are those of that function,
    and its own.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> Context:
        """Import the command and read the arguments that stand after its name."""
        assert self.callback is not None  # noqa: S101  `_group` gives one
        single = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
        )
        single.command(self.name)(reporting(self.callback()))
        command = typer.main.get_command(single)
        command.params += self.params
        return command.make_context(info_name, args, parent, **extra)


class LensCommands(Commands):
    """A command for each lens; lenses are imported when they are listed or one is named."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of the lenses."""
        self._import()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return the command of a lens."""
        self._import()
        return super().get_command(ctx, cmd_name)

    def _import(self) -> None:
        if self.commands:
            return
        from geo.lenses import LENSES  # noqa: PLC0415  slow to load
        from service.cli.lenses import command_of  # noqa: PLC0415  slow to load

        lenses = typer.Typer()
        for name, lens in LENSES.items():
            _add(lenses, name, lens.help, partial(command_of, lens))
        self.commands.update(typer.main.get_group(lenses).commands)


def _group(
    group_name: str,
    commands: Mapping[str, Listed],
    help_text: str,
    epilog: str | None = None,
    cls: type[Commands] = Commands,
) -> typer.Typer:
    """Return a group of commands."""
    group = typer.Typer(
        name=group_name,
        cls=cls,
        help=help_text,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for name, listed in commands.items():
        _add(group, name, listed.help, partial(_imported, name, listed))

    @group.callback()
    def choose_language(lang: LangHere = None) -> None:
        pass

    return group


def _add(
    group: typer.Typer, name: str, help_text: str, find: Callable[[], Callable[..., None]]
) -> None:
    """Add a command of which `find` returns the function, once it is called."""

    def load(lang: LangHere = None) -> Callable[..., None]:  # noqa: ARG001  it has been chosen
        return find()

    group.command(name, cls=LazyCommand, help=help_text)(load)


def _imported(name: str, listed: Listed) -> Callable[..., None]:
    """Import the function of a command."""
    functions = vars(import_module(f"service.cli.{listed.module}"))
    function: Callable[..., None] = functions[function_name(name)]
    return function


def function_name(command: str) -> str:
    """Return the name of a command's function, which hides no builtin.

    >>> function_name("own-radius"), function_name("list")
    ('own_radius', 'list_')
    """
    name = command.replace("-", "_")
    return f"{name}_" if hasattr(builtins, name) else name


def _show_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        typer.echo(f"zonewright {version('zonewright')}")
        raise typer.Exit


app = _group(
    "zonewright",
    COMMANDS,
    "Plan the layout of zones: where boundaries run, whom they reach, what a move changes.",
    "Exit codes: 1 a hard rule is broken, 2 bad input, 3 a conflict with others' changes, 70 a "
    "fault of the program.",
)
app.add_typer(
    _group(
        "scenario",
        SCENARIO_COMMANDS,
        "Scenarios: small texts of boundary edits, kept with their history in a store.",
    )
)
app.add_typer(
    _group(
        "lens", {}, "Lenses: what planners ask of a coverage beyond its tables.", cls=LensCommands
    )
)
app.add_typer(
    _group("qgis", QGIS_COMMANDS, "QGIS: this program's commands inside it, as algorithms.")
)
app.add_typer(
    _group("token", TOKEN_COMMANDS, "Tokens: by which people and programs sign in to `serve`.")
)
app.add_typer(_group("session", SESSION_COMMANDS, "Sessions: of people who are signed in."))


@app.callback()
def zonewright(
    lang: LangFirst = "en",
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Read the options that stand before the command's name."""
