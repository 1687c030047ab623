"""The command `config`: every setting, its value and its source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.messages import Message
from service.cli.language import sentence
from service.cli.options import AsJson, StoreUrl
from service.cli.tables import print_json, print_table, warn

if TYPE_CHECKING:
    from service.configuration import SettingValue


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="ZONEWRIGHT_CONFIG",
        help="A file of settings (TOML); `zonewright config` lists them.",
    ),
]
TrustedProxiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trusted-proxy",
        metavar="ADDRESS",
        help="A proxy, or a network of them, whose X-Forwarded-For, -Proto and -Prefix are "
        "trusted. May be repeated; none by default.",
    ),
]
PublicAddressOption = Annotated[
    str | None,
    typer.Option(
        "--public-address",
        metavar="URL",
        help="The address at which people reach the service, https://…; links, redirects and "
        "cookies use it, and other hosts are refused.",
    ),
]
_COLUMNS = (
    "name=config-col-name value=config-col-value source=config-col-source about=config-col-about"
)


def config(
    plan: Annotated[Path | None, typer.Argument(metavar="[PLAN]", help="The plan.")] = None,
    file: ConfigFile = None,
    store: StoreUrl = None,
    trusted_proxy: TrustedProxiesOption = None,
    public_address: PublicAddressOption = None,
    json: AsJson = False,
) -> None:
    """Show every setting, its value and its source; secrets are masked.

    Precedence: option, environment, settings file, default. A value that the service would reject
    is rejected here too.
    """
    from service.configuration import Configuration, unknown_variables

    settings = Configuration.read(
        options_of(
            file=file, store=store, trusted_proxy=trusted_proxy, public_address=public_address
        )
    )
    settings.access()  # checks values against each other
    rows = [_row(value, plan) for value in settings.of.values()]
    for message in unknown_variables(os.environ):
        warn(message)
    if json:
        print_json(rows)
        return
    for row in rows:
        row["about"] = sentence(Message("config-about", name=row["name"]))
        row["source"] = sentence(Message("config-source", source=row["source"]))
    print_table(Message("config-title"), rows, _COLUMNS)


def options_of(
    *, file: Path | None, store: str | None, **others: str | int | Path | list[str] | None
) -> dict[str, str | None]:
    """Return the given options that are settings, as texts, without those of the environment.

    Typer also reads the variables of the first two: an equal value is not an option.
    """
    values = {"config": str(file) if file else None, "store": store}
    options = {
        name: None if text == os.environ.get(f"ZONEWRIGHT_{name.upper()}") else text
        for name, text in values.items()
    }
    for name, value in others.items():
        text = ",".join(value) if isinstance(value, list) else str(value)
        options[name] = None if value is None else text
    return options


def _row(value: SettingValue, plan: Path | None) -> dict[str, Any]:
    """Return a setting as plain values; the default store of a plan is beside it."""
    from layers.store import store_beside

    shown = value.shown
    if value.setting.name == "store" and not shown and plan is not None:
        shown = str(store_beside(plan))
    return {
        "name": value.setting.name,
        "variable": value.setting.variable,
        "option": value.setting.option,
        "value": shown or None,
        "source": value.source,
    }
