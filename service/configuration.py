"""The settings of Zonewright: one table, and the source of each value.

Precedence: option of the command, environment (`ZONEWRIGHT_NAME`), settings file (TOML, `--config
FILE` or `ZONEWRIGHT_CONFIG`), default. The file has only settings of the service; those of every
command are in the environment.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from pydantic import Field, TypeAdapter

from geo.validation import shown
from layers.errors import SourceError
from layers.messages import LANGUAGES, Message
from layers.runtime.suggestions import suggestion
from layers.store.model import Role
from layers.store.sessions import SessionLimits
from service.public_address import PublicAddress
from service.settings import AccessSettings, Basemap, OidcSettings, Rates, ServiceSettings

SettingSource = Literal["default", "file", "environment", "option"]
_SOURCES: tuple[SettingSource, ...] = get_args(SettingSource)

_PREFIX = "ZONEWRIGHT_"


_Number = Annotated[float, Field(gt=0, lt=1e9)]


def _as(kind: Any) -> Callable[[str], Any]:  # noqa: ANN401  a type
    """Return the parser of texts as a type, within its bounds."""
    return TypeAdapter(kind).validate_python


def _on_or_off(text: str) -> bool:
    return {"on": True, "off": False}[text]


_BETWEEN_BASEMAPS = re.compile(
    r"\s*,\s*(?=(?:gcj02:)?https?:|[^,]*\.(?:mbtiles|pmtiles)\s*(?:,|$))"
)


def _basemaps(text: str) -> tuple[Basemap, ...]:
    """Return basemaps, split at commas between them, because an address may contain commas."""
    return tuple(map(Basemap.parse, _BETWEEN_BASEMAPS.split(text.strip())))


def _proxies(text: str) -> tuple[str, ...]:
    """Return comma-separated addresses and networks."""
    return tuple(str(ipaddress.ip_network(each)) for each in _parts(text))


def _issuer(text: str) -> str:
    """Return the URL of a provider, which must use TLS unless it is on this machine."""
    parts = urlsplit(text)
    is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in ({"http", "https"} if is_local else {"https"}):
        raise ValueError(text)
    return text


def _roles(text: str) -> dict[str, Role]:
    """Return roles by group: `GROUP=ROLE; GROUP=ROLE`, because group names may contain commas."""
    pairs = [each.rpartition("=") for each in _parts(text, ";")]
    known: dict[str, Role] = {role: role for role in get_args(Role)}
    try:
        return {group.strip(): known[role.strip()] for group, _, role in pairs}
    except KeyError as error:
        raise ValueError(text) from error


def _parts(text: str, between: str = ",") -> list[str]:
    return [each.strip() for each in text.split(between) if each.strip()]


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


@dataclass(frozen=True)
class Setting:
    """A setting: its name, its parser and its default.

    `option` is the command's option that also sets it. A secret's value is never shown. Settings
    with `everywhere` apply to every command, and come only from the environment.
    """

    name: str
    default: str = ""
    read: Callable[[str], Any] = str
    option: str | None = None
    secret: bool = False
    everywhere: bool = False

    @property
    def variable(self) -> str:
        """Return its name in the environment."""
        return f"{_PREFIX}{self.name.upper()}"


SETTINGS: Mapping[str, Setting] = {
    each.name: each
    for each in (
        Setting("config", option="--config", everywhere=True),
        Setting("store", option="--store", everywhere=True),
        Setting("store_backed_up", everywhere=True),
        Setting("heads", option="--heads", everywhere=True),
        Setting("token", secret=True, everywhere=True),
        Setting("lang", "en", _language, option="--lang", everywhere=True),
        Setting("limit_s", read=_as(_Number), everywhere=True),
        Setting("limit_vertices", read=_as(_Number), everywhere=True),
        Setting("kernel", "on", everywhere=True),
        Setting("progress", everywhere=True),
        Setting("debug", everywhere=True),
        Setting("host", "127.0.0.1", option="--host"),
        Setting("port", "8000", _as(Annotated[int, Field(ge=0, le=65_535)]), option="--port"),
        Setting("workers", "1", _as(Annotated[int, Field(ge=1, le=64)]), option="--workers"),
        Setting("access_log", read=Path, option="--access-log"),
        Setting("basemap", read=_basemaps, option="--basemap"),
        Setting("review_number", option="--review-number"),
        Setting("trusted_proxy", read=_proxies, option="--trusted-proxy"),
        Setting("public_address", read=PublicAddress.parse, option="--public-address"),
        Setting("public_scenarios", "on", _on_or_off),
        Setting("session_idle_minutes", "120", _as(Annotated[_Number, Field(le=525_600)])),
        Setting("session_hours", "12", _as(Annotated[_Number, Field(le=8_760)])),
        Setting("rate_per_person", "50", _as(_Number)),
        Setting("rate_per_address", "200", _as(_Number)),
        Setting("oidc_issuer", read=_issuer),
        Setting("oidc_client_id"),
        Setting("oidc_client_secret", secret=True),
        Setting("oidc_scope", "openid profile"),
        Setting("oidc_name_claim", "preferred_username"),
        Setting("oidc_groups_claim", "groups"),
        Setting("oidc_roles", read=_roles),
        Setting("oidc_label"),
    )
}
"""Every setting by its name; `config-about` in the catalogue describes each."""


class SettingValue(NamedTuple):
    """A setting with its text and its source."""

    setting: Setting
    text: str
    source: SettingSource

    @property
    def shown(self) -> str:
        """Return the text for display: secrets masked, URLs without passwords.

        >>> SettingValue(SETTINGS["store"], "postgresql://db/a?user=li&password=s3", "option").shown
        'postgresql://db/a?user=li&password=********'

        >>> SettingValue(SETTINGS["oidc_client_secret"], "s3cret", "file").shown
        '********'
        """
        if self.setting.secret:
            return "********" if self.text else ""
        text = re.sub(r"(://[^/@:\s]*):[^@\s]*@", r"\1:********@", self.text)
        return re.sub(r"(?i)([?&][a-z_]*(?:password|secret|token)=)[^&\s]*", r"\1********", text)

    def read(self) -> Any:  # noqa: ANN401  as the setting reads it
        """Return the value; None if there is none.

        Raises:
            SourceError: the text is invalid.
        """
        if not self.text:
            return None
        try:
            return self.setting.read(self.text)
        except (ValueError, KeyError) as error:
            given = self.shown if self.setting.secret else shown(self.text)
            expected = Message("config-wanted", name=self.setting.name)
            place = self.place
            raise SourceError(
                Message("config-invalid", place=place, given=given, wanted=expected)
            ) from error

    @property
    def place(self) -> str:
        """Return where to change it."""
        if self.source == "option" and self.setting.option:
            return self.setting.option
        return self.setting.name if self.source == "file" else self.setting.variable


@dataclass(frozen=True)
class Configuration:
    """Every setting with its value."""

    of: Mapping[str, SettingValue]

    @classmethod
    def read(
        cls,
        options: Mapping[str, str | None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Configuration:
        """Return the settings from options, environment and file.

        Raises:
            SourceError: the file cannot be read, or has an unknown setting.
        """
        given = {name: text for name, text in (options or {}).items() if text}
        around = os.environ if environment is None else environment
        file = given.get("config") or around.get(SETTINGS["config"].variable)
        kept = _of_file(Path(file)) if file else {}
        values = {}
        for name, setting in SETTINGS.items():
            texts: dict[SettingSource, str | None] = {
                "option": given.get(name),
                "environment": around.get(setting.variable),
                "file": kept.get(name),
            }
            text, source = next(
                ((text, source) for source, text in texts.items() if text is not None),
                (setting.default, _SOURCES[0]),
            )
            values[name] = SettingValue(setting, text, source)
        return cls(values)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  as the setting reads it
        """Return the value of a setting; None if it has none.

        Raises:
            SourceError: its text is invalid.
        """
        return self.of[name].read()

    def service(self) -> ServiceSettings:
        """Return the settings of the service.

        Raises:
            SourceError: as `access`.
        """
        access = self.access()  # raises all errors
        return ServiceSettings(self["basemap"] or (), self["review_number"], access)

    def access(self) -> AccessSettings:
        """Return the settings of access.

        Raises:
            SourceError: a text is invalid, or an identity provider lacks a required setting: a line
                for each.
        """
        self.check()
        return AccessSettings(
            sessions=SessionLimits(
                idle=timedelta(minutes=self["session_idle_minutes"]),
                whole=timedelta(hours=self["session_hours"]),
            ),
            rates=Rates(self["rate_per_person"], self["rate_per_address"]),
            trusted_proxies=self["trusted_proxy"] or (),
            public_address=self["public_address"],
            oidc=self._oidc(),
            public=self["public_scenarios"],
        )

    def check(self) -> None:
        """Parse every setting.

        Raises:
            SourceError: one line per invalid text.
        """
        problems: list[Message] = []
        for value in self.of.values():
            try:
                value.read()
            except SourceError as error:
                problems += error.problems
        if problems:
            raise SourceError(problems)

    def _oidc(self) -> OidcSettings | None:
        issuer = self["oidc_issuer"]
        if issuer is None:
            return None
        needed = ("oidc_client_id", "oidc_roles")
        missing = [SETTINGS[name] for name in needed if not self[name]]
        if missing:
            raise SourceError(
                Message("config-oidc-incomplete", name=each.name, variable=each.variable)
                for each in missing
            )
        return OidcSettings(
            issuer=issuer,
            client_id=self["oidc_client_id"],
            client_secret=self["oidc_client_secret"] or "",
            scope=self["oidc_scope"],
            name_claim=self["oidc_name_claim"],
            groups_claim=self["oidc_groups_claim"],
            roles=self["oidc_roles"],
            name=self["oidc_label"] or "",
        )


def unknown_variables(environment: Iterable[str]) -> list[Message]:
    """Return a message for each variable that looks like a setting but is not."""
    known = [setting.variable for setting in SETTINGS.values()]
    unknown = [name for name in environment if name.startswith(_PREFIX) and name not in known]
    return [
        Message("config-unknown", name=name, hint=suggestion(name, known))
        for name in sorted(unknown)
    ]


def _of_file(path: Path) -> dict[str, str]:
    """Return the texts of a settings file.

    Raises:
        SourceError: it cannot be read, or has an unknown setting.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SourceError(Message("config-file-unreadable", why=why).in_file(path)) from error
    except ValueError as error:  # not UTF-8, or not TOML
        why = str(error).splitlines()[0]
        raise SourceError(Message("config-file-not-toml", why=why).in_file(path)) from error
    known = [name for name, setting in SETTINGS.items() if not setting.everywhere]
    problems = [
        Message("config-unknown", name=name, hint=suggestion(name, known)).in_file(path)
        for name in document
        if name not in known
    ]
    texts = {name: _text(value) for name, value in document.items()}
    problems += [
        Message("config-not-a-value", name=name).in_file(path)
        for name, text in texts.items()
        if text is None and name in known
    ]
    if problems:
        raise SourceError(problems)
    return {name: text for name, text in texts.items() if text is not None}


def _text(value: object) -> str | None:
    """Return a TOML value in the notation of the environment; None if impossible.

    >>> _text(["10.0.0.1", "10.0.0.2"]), _text({"planners": "planner"}), _text(12)
    ('10.0.0.1,10.0.0.2', 'planners=planner', '12')
    """
    if isinstance(value, dict):
        pairs = [(name, _text(each)) for name, each in value.items()]
        return ";".join(f"{name}={text}" for name, text in pairs)
    if isinstance(value, list):
        return ",".join(_text(each) or "" for each in value)
    return str(value) if isinstance(value, str | int | float) else None
