"""The arguments that several commands share, and their values: plans, scenarios, levels."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from geo.coverage.travel import By
from layers.errors import DeniedError, ScenarioError, SignInError, SourceError, UnknownError
from layers.messages import Message
from layers.runtime.files import replacing
from layers.scenario_id import BASELINE, is_id
from service.cli.as_of import as_of_year
from service.cli.language import speak
from service.cli.tables import warn
from service.plan_names import OF_PLAN, plan_name

if TYPE_CHECKING:
    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.store import Person, Store
    from service.scenario_service import Given, ScenarioService


PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan, a GeoPackage.")]
ScenarioName = Annotated[
    str, typer.Option("--scenario", help="A scenario file, the id of a scenario, or baseline.")
]
ScenarioText = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the id of one.")
]
OutYaml = Annotated[
    Path, typer.Option("-o", "--out", metavar="OUT.yaml", help="The file to write.")
]
RadiiKm = Annotated[
    list[float] | None,
    typer.Option("--radius-km", help="A service radius; may be repeated; else 25, 50 and 100."),
]
RadiiMin = Annotated[
    list[float] | None,
    typer.Option(
        "--radius-min",
        help="A radius in minutes by road, of a plan whose network has minutes; may be repeated.",
    ),
]
Way = Annotated[
    By,
    typer.Option(
        "--by",
        metavar="line|road|road_min",
        help="How distances are measured: straight, or along roads; _min: in minutes.",
    ),
]
Levels = Annotated[
    list[str] | None,
    typer.Option(
        "--level",
        metavar="CODE",
        help="A level of the plan's regions (China's: district, city, province); may be repeated.",
    ),
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="ZONEWRIGHT_STORE",
        help="The store of scenarios: a file, or postgresql://…, in which {plan} stands for the "
        "name of the plan; else NAME.scenarios.db.",
    ),
]
ScenarioId = Annotated[str, typer.Argument(metavar="ID", help="The id of a stored scenario.")]
Why = Annotated[str, typer.Option("-m", "--message", help="The reason, in one sentence.")]
OnRevision = Annotated[
    int | None,
    typer.Option("--on", metavar="N", help="The revision it is based on; by default the last one."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def level_codes(plan: Plan, levels: Levels) -> list[str]:
    """Return the requested levels without duplicates, from finest to coarsest.

    Raises:
        UnknownError: the plan has no such level.
    """
    requested = {plan.level(code).code for code in levels or []}
    return [code for code in plan.terms.codes if code in requested]


def of_levels(rows: list[dict[str, object]], levels: list[str]) -> list[dict[str, object]]:
    """Return the rows of some levels; of all if none is named."""
    return [row for row in rows if not levels or row["level"] in levels]


def open_plan(path: Path, *, hashes: bool = False) -> Plan:
    """Open the plan of a command, and use its terms in the output.

    With `hashes` its layers are hashed now, before measuring takes memory.

    Raises:
        SourceError, PlanError: it cannot be opened.
    """
    from layers import Plan

    plan = Plan.open(path)
    speak(plan.terms)
    if hashes:
        _ = plan.layers
    return plan


def open_store(where: str | Path) -> Store:
    """Open a store, and print if it was migrated to this version.

    ZONEWRIGHT_STORE_BACKED_UP names the version to which a PostgreSQL store may be migrated.

    Raises:
        SourceError: it cannot be opened.
    """
    from layers.store import Store

    store = Store.open(where, backed_up=os.environ.get("ZONEWRIGHT_STORE_BACKED_UP"))
    if store.notice is not None:
        warn(store.notice)
    return store


def store_of(plan: Path, url: str | None) -> str:
    """Return the store of a plan: the named one, else the one beside it.

    >>> store_of(Path("Plan 2030.gpkg"), "postgresql://db.example/plans_{plan}")
    'postgresql://db.example/plans_Plan-2030'
    """
    if not url:
        return str(_store_beside(plan))
    name = plan_name(plan)
    return url.replace(OF_PLAN, quote(name, safe="") if "://" in url else name)


def find_store(plan: Plan, url: str | None) -> Store | None:
    """Return the store of a plan's scenarios; None if none is named and none exists yet.

    Raises:
        UnknownError: the named one does not exist.
        SourceError: it cannot be opened.
    """
    where = store_of(plan.path or Path(plan.name), url)
    path = where.removeprefix("sqlite:///")
    if "://" in path or Path(path).exists():
        return open_store(where)
    if url is None:
        return None
    raise UnknownError(Message("cli-store-missing", file=path))


@contextmanager
def opened_service(
    plan_path: Path, url: str | None, *, make: bool = False
) -> Iterator[ScenarioService]:
    """Yield the scenarios of a plan; with `make` a missing store is created.

    The person is the one whose token is in ZONEWRIGHT_TOKEN, else the local user.

    Raises:
        SignInError: the token is not valid.
        UnknownError: the store does not exist yet.
        SourceError, PlanError: the plan or the store cannot be opened.
    """
    plan = open_plan(plan_path)
    with service_if_stored(plan, url, make=make) as service:
        if service is None:
            where = str(_store_beside(plan.path or plan.name))
            raise UnknownError(Message("cli-store-not-yet", file=where))
        try:
            yield service
        except DeniedError as error:
            service.refused(error)
            raise


@contextmanager
def service_if_stored(
    plan: Plan, url: str | None, *, make: bool = False
) -> Iterator[ScenarioService | None]:
    """Yield the scenarios of an open plan; None if its store does not exist yet."""
    where = store_of(plan.path or Path(plan.name), url)
    store = open_store(where) if make else find_store(plan, url)
    if store is None:
        yield None
        return
    from service.scenario_service import ScenarioService

    with store:
        yield ScenarioService(plan, store, _person(store))


def _store_beside(plan: str | Path) -> Path:
    """Return the default store of a plan."""
    from layers.store import store_beside

    return store_beside(plan)


def _person(store: Store) -> Person:
    """Return the person whose token is in ZONEWRIGHT_TOKEN, else the local user."""
    from layers.store import LOCAL

    token = os.environ.get("ZONEWRIGHT_TOKEN")
    person = store.tokens.person(token) if token else LOCAL
    if person is None:
        raise SignInError(Message("cli-token-invalid"))
    return person


def base_revision(service: ScenarioService, scenario: str, number: int | None) -> str:
    """Return the hash of the revision that a change is based on: the numbered one, or the last.

    Raises:
        UnknownError: there is no such scenario or revision.
    """
    return service.revision(scenario, number).hash


def is_file(name: str) -> bool:
    """Return whether a name is a scenario file, not an id."""
    return Path(name).is_file() or not re.fullmatch(r"[A-Za-z0-9_-]+", name)


def find_given(plan: Plan, name: str, store: str | None, *, record: bool = False) -> Given:
    """Return a scenario by file or id; a stored one with its revision, and its `record` if asked.

    Raises:
        UnknownError: there is no such file, or no scenario of that id that the person may read.
        SignInError: the token in ZONEWRIGHT_TOKEN is not valid.
        ScenarioError, SourceError: the file cannot be read, or is not a scenario.
    """
    from geo.scenario.model import Scenario
    from service.scenario_service import Given

    if name == BASELINE:
        return Given()
    if is_file(name):
        return Given(Scenario.load(Path(name)))
    with service_if_stored(plan, store) as service:
        if service is None:
            where = str(_store_beside(plan.path or plan.name))
            raise UnknownError(Message("cli-scenario-no-store", scenario=name, store=where))
        known = [one.scenario for one in service.scenarios()]
        if name not in known:
            names = (BASELINE, *known)
            raise UnknownError(Message("cli-scenario-unknown", scenario=name, known=names))
        return service.given(name, record=record)


def find_scenario(plan: Plan, name: str, store: str | None) -> Scenario | None:
    """Return a scenario by file or id, as of the year of `--as-of`; None for the baseline.

    Raises:
        UnknownError, SignInError, ScenarioError, SourceError: as `find_given`.
    """
    return None if name == BASELINE else as_of_year(find_given(plan, name, store).scenario)


def need_scenario(plan: Plan, name: str, store: str | None) -> Scenario:
    """Return a scenario by file or id, which must not be the baseline.

    Raises:
        UnknownError: it is the baseline, or there is none of that name.
        ScenarioError, SourceError: the file cannot be read, or is not a scenario.
    """
    scenario = find_scenario(plan, name, store)
    if scenario is None:
        raise UnknownError(Message("cli-baseline-named", baseline=BASELINE))
    return scenario


def check_new(out: Path, suffix: str, *, force: bool | None = None) -> None:
    """Refuse to overwrite a file, unless forced, or to write a file with another suffix.

    `force` is None for a command without that option.

    Raises:
        SourceError: the file already exists, or its suffix is wrong.
    """
    if out.suffix.lower() != suffix:
        raise SourceError(Message("cli-suffix", file=str(out), suffix=suffix))
    if out.exists() and not force:
        code = "cli-file-there" if force is None else "cli-file-there-force"
        raise SourceError(Message(code, file=str(out)))


def id_of(out: Path, option: str | None = None) -> str:
    """Return the id of a new scenario, the name of its file; `option` is named in the error.

    Raises:
        ScenarioError: the name is not a valid id.
    """
    if not is_id(out.stem):
        raise ScenarioError(
            Message("cli-id-of-file", file=str(out), baseline=BASELINE, option=option or "none")
        )
    return out.stem


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as YAML, replacing any file of that name."""
    with replacing(path) as temporary:
        temporary.write_text(scenario.to_yaml(), encoding="utf-8", newline="\n")
