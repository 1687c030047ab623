"""The application: every command by its name, each imported on first use.

A new command is a function in a file of its family, and its name below, which is that of the
function, beside the module. `--help` reads its docstring and parameters; so a module imports at its
top only what these need, and the rest in the functions that use it.
"""

import ast
import builtins
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import version
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from typer._click.core import Command, Context
from typer.core import TyperCommand

from layers.messages import Message
from service.cli.as_of import AsOf, hold_every_edit
from service.cli.errors import Commands, reporting
from service.cli.language import LangFirst, LangHere, sentence
from service.cli.long_tables import AllRows, print_every_row

Find: TypeAlias = Callable[[], Callable[..., None]]


def _of_modules(**modules: str) -> Mapping[str, str]:
    """Return the module of each command, given the commands of each module."""
    return {name: module for module, names in modules.items() for name in names.split()}


COMMANDS = _of_modules(
    demo="demo",
    init="init",
    update="update",
    schema="schema",
    check="check",
    measure="measure",
    score="score",
    compare="compare consensus",
    table="explain table",
    propose="propose",
    bounds="bounds",
    import_edits="import-edits",
    export="export",
    decision="decision verify",
    dossier="dossier",
    publish="publish",
    sweep="sweep",
    backup="backup restore",
    audit="audit",
    serve="serve",
    mcp="mcp",
    config="config",
)
_LONG_TABLES = ("measure", "compare", "check", "table", "import_edits")
"""The modules of commands with a table of all zones or regions."""
_DEFAULTS = {"all_rows": False}
_BY_PHASE = (
    *("measure", "compare", "check", "table", "score", "export", "sweep"),
    "decision:decision",
    "dossier",
    "publish",
)
"""The modules of commands that report on scenarios, as of any year, and one such command."""

_BARE = {"propose:propose": ("--swap", "any")}
"""The option of a command that has a word or is bare, and the word that it has then."""

SCENARIO_COMMANDS = _of_modules(
    scenarios="list show history record verify anchor schema",
    save="save apply undo redo branch",
    merge_rebase="rebase merge",
    workflow="comment propose approve reject withdraw",
)
QGIS_COMMANDS = _of_modules(qgis="plugin")
TOKEN_COMMANDS = _of_modules(tokens="create list rotate revoke")
SESSION_COMMANDS = _of_modules(sessions="list end link")


class LazyCommand(TyperCommand):
    """A command whose function is imported when it is called.

    Its callback returns the function, and is named by that function's module and name. The options
    are those of the function and its own.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> Context:
        """Import the command and parse the arguments after its name."""
        assert self.callback is not None  # noqa: S101  `_group` gives one
        print_every_row()
        hold_every_edit()
        single = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
        )
        single.command(self.name)(reporting(self.callback()))
        command = typer.main.get_command(single)
        command.params += self.params
        if bare := _BARE.get(self.callback.__name__):
            args = _with_word(args, *bare)
        return command.make_context(info_name, args, parent, **extra)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the beginning of the function's docstring, read without an import."""
        assert self.callback is not None  # noqa: S101  `_group` gives one
        module, _, name = self.callback.__name__.partition(":")
        if not self.help:
            source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
            functions = (one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef))
            self.help = next(ast.get_docstring(one) for one in functions if one.name == name)
        return super().get_short_help_str(limit)


def _with_word(args: list[str], option: str, word: str) -> list[str]:
    """Return arguments in which an option has its word; what follows it may be another, or a plan.

    >>> _with_word(["--swap", "plan.gpkg"], "--swap", "any")
    ['--swap=any', 'plan.gpkg']
    >>> _with_word(["plan.gpkg", "--swap", "idle"], "--swap", "any")
    ['plan.gpkg', '--swap', 'idle']
    >>> _with_word([], "--swap", "any")
    []
    """
    following = [*args, "-"][1:]
    return [
        f"{one}={word}" if one == option and (after[:1] == "-" or after.endswith(".gpkg")) else one
        for one, after in zip(args, following, strict=True)
    ]


class AllCommands(Commands):
    """Every command; one of earlier versions is a usage error that names what to use."""

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that arguments name."""
        if args[0] == "lens":
            name = next((one for one in args[1:] if not one.startswith("-")), "NAME")
            ctx.fail(sentence(Message("measure-lens-gone", name=name)))
        return super().resolve_command(ctx, args)


def _group(
    group_name: str,
    commands: Mapping[str, str],
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
    for name, module in commands.items():
        place = f"{module}:{function_name(name)}"
        _add(group, name, partial(_imported, place), place)

    @group.callback()
    def choose_language(lang: LangHere = None) -> None:
        pass

    return group


def _add(group: typer.Typer, name: str, find: Find, place: str) -> None:
    """Add a command; `find` returns its function when it is called."""

    def load(**_: Any) -> Callable[..., None]:  # noqa: ANN401  options that have been chosen
        return find()

    module = place.partition(":")[0]
    options: dict[str, Any] = {"lang": LangHere}
    if module in _BY_PHASE or place in _BY_PHASE:
        options["as_of"] = AsOf
    if module in _LONG_TABLES:
        options["all_rows"] = AllRows
    load.__name__, load.__annotations__ = place, options
    parameters = [
        Parameter(one, Parameter.KEYWORD_ONLY, default=_DEFAULTS.get(one), annotation=option)
        for one, option in options.items()
    ]
    vars(load)["__signature__"] = Signature(parameters)
    group.command(name, cls=LazyCommand)(load)


def _imported(place: str) -> Callable[..., None]:
    """Import the function of a command."""
    module, _, name = place.partition(":")
    function: Callable[..., None] = vars(import_module(f"service.cli.{module}"))[name]
    return function


def function_name(command: str) -> str:
    """Return the name of a command's function, which shadows no builtin.

    >>> function_name("import-edits"), function_name("list")
    ('import_edits', 'list_')
    """
    name = command.replace("-", "_")
    return f"{name}_" if hasattr(builtins, name) else name


def _show_version(requested: bool) -> None:  # noqa: FBT001  Typer calls it so
    if requested:
        typer.echo(f"zonewright {version('zonewright')}")
        raise typer.Exit


app = _group(
    "zonewright",
    COMMANDS,
    "Plan the layout of zones: where boundaries run, whom they reach, what a move changes.",
    "Exit codes: 1 a hard rule is broken or a decision not equal, 2 bad input, 3 a conflict with "
    "others' changes, 70 a fault of the program.",
    AllCommands,
)
app.add_typer(
    _group(
        "scenario",
        SCENARIO_COMMANDS,
        "Scenarios: sets of boundary edits, stored with their history.",
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
    """Read the options before the command's name."""
