"""Settings: where each gets its value from, what is refused, and that no secret is shown."""

import json
from pathlib import Path

import pytest
from command_line import run

from layers.errors import SourceError
from layers.messages import Message, catalogue
from service.configuration import SETTINGS, Configuration, unknown_variables

PROVIDER = {
    "ZONEWRIGHT_OIDC_ISSUER": "https://login.example/realms/plan",
    "ZONEWRIGHT_OIDC_CLIENT_ID": "zonewright",
    "ZONEWRIGHT_OIDC_CLIENT_SECRET": "s3cret",
    "ZONEWRIGHT_OIDC_ROLES": "plan-writers=planner; CN=deciders,OU=plan=approver",
}


def problems(options: dict[str, str | None], environment: dict[str, str]) -> str:
    with pytest.raises(SourceError) as refused:
        Configuration.read(options, environment).access()
    return str(refused.value)


def test_an_option_holds_before_the_environment_that_before_the_file_that_before_the_default(
    tmp_path: Path,
) -> None:
    file = tmp_path / "zonewright.toml"
    file.write_text("session_hours = 8\nsession_idle_minutes = 20\ntrusted_proxy = ['10.0.0.1']\n")
    around = {"ZONEWRIGHT_CONFIG": str(file), "ZONEWRIGHT_SESSION_IDLE_MINUTES": "30"}
    around["ZONEWRIGHT_TRUSTED_PROXY"] = "10.0.0.2"
    found = Configuration.read({"trusted_proxy": "10.0.0.3", "store": None}, around)
    told = {name: (value.text, value.source) for name, value in found.of.items()}
    assert told["session_hours"] == ("8", "file")
    assert told["session_idle_minutes"] == ("30", "environment")
    assert told["trusted_proxy"] == ("10.0.0.3", "option")
    assert told["rate_per_person"] == ("50", "default")
    assert found.access().trusted_proxies == ("10.0.0.3/32",)


def test_a_provider_is_read_from_the_environment_or_the_file(tmp_path: Path) -> None:
    roles = {"plan-writers": "planner", "CN=deciders,OU=plan": "approver"}
    found = Configuration.read({}, PROVIDER).access().oidc
    assert found is not None
    assert (found.roles, found.client_secret, found.label) == (roles, "s3cret", "login.example")
    file = tmp_path / "zonewright.toml"
    lines = [f"{name[11:].lower()} = {text!r}" for name, text in PROVIDER.items()][:3]
    table = '[oidc_roles]\nplan-writers = "planner"\n"CN=deciders,OU=plan" = "approver"\n'
    file.write_text("\n".join([*lines, table]))
    assert Configuration.read({"config": str(file)}, {}).access().oidc == found


def test_what_serve_takes_as_options_may_stand_in_the_file(tmp_path: Path) -> None:
    tiles = ["https://a.example/{z}/{x},{y}.png", "gcj02:https://b.example/{z}/{x}/{y}"]
    file = tmp_path / "zonewright.toml"
    file.write_text(f"host = '10.0.0.1'\nworkers = 2\nbasemap = {tiles}\nreview_number = 'GS 1'\n")
    found = Configuration.read({"config": str(file), "port": "8001"}, {})
    assert (found["host"], found["port"], found["workers"]) == ("10.0.0.1", 8001, 2)
    shown = found.service()
    assert shown.review_number == "GS 1"
    assert [(each.name, each.datum) for each in shown.basemaps] == [
        ("a.example", "wgs84"),
        ("b.example", "gcj02"),
    ]
    refused = problems({}, {"ZONEWRIGHT_BASEMAP": "https://a.example/tiles"})
    assert "https://a.example/tiles" in refused


def test_serve_goes_by_the_file(tmp_path: Path) -> None:
    (file := tmp_path / "zonewright.toml").write_text("host = 'nowhere.example'\n")
    refused = run("serve", tmp_path / "p.gpkg", "--config", file)
    assert (refused.code, refused.out) == (2, "")
    assert "nowhere.example" in refused.errors[0]


def test_without_a_provider_there_is_none() -> None:
    assert Configuration.read({}, {}).access().oidc is None


def test_what_is_no_value_of_a_setting_is_refused_with_its_place() -> None:
    wrong = {
        "SESSION_HOURS": ("-1", "nan", "inf", "soon", "8761", "1e8"),
        "SESSION_IDLE_MINUTES": ("525601", "nan"),
        "RATE_PER_PERSON": ("0",),
        "PORT": ("70000", "http"),
        "WORKERS": ("0",),
        "TRUSTED_PROXY": ("proxy.example", "10.0.0.1/8", "*"),
        "OIDC_ISSUER": ("http://login.example", "login.example"),
        "OIDC_ROLES": ("writers=king", "writers"),
        "LANG": ("fr",),
    }
    for name, texts in wrong.items():
        for text in texts:
            line = problems({}, {f"ZONEWRIGHT_{name}": text})
            assert line.startswith(f"ZONEWRIGHT_{name}: must be ")
            assert text in line
    assert "a number above 0, at most 8760" in problems({}, {"ZONEWRIGHT_SESSION_HOURS": "8761"})


def test_every_fault_is_told_at_once() -> None:
    told = problems({}, {"ZONEWRIGHT_SESSION_HOURS": "x", "ZONEWRIGHT_RATE_PER_PERSON": "y"})
    assert len(told.splitlines()) == 2


def test_a_provider_without_what_it_needs_is_refused() -> None:
    told = problems({}, {"ZONEWRIGHT_OIDC_ISSUER": "https://login.example"})
    assert [line.split()[0] for line in told.splitlines()] == ["oidc_client_id", "oidc_roles"]


def test_a_file_of_settings_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "zonewright.toml"
    assert "cannot be read" in problems({"config": str(file)}, {})
    most = "session_hours: must be a number above 0, at most 8760, not 'True'"
    for content, line in (
        (b"sesion_hours = 8", "sesion_hours: there is no such setting; did you mean session_hours"),
        (b"token = 'zw_1'", "token: there is no such setting"),
        (b"session_hours = 2020-01-01", "session_hours: must be a text, a number"),
        (b"session_hours = true", most),
        (b"session_hours =", "is not TOML in UTF-8"),
        (b"\xff", "is not TOML in UTF-8"),
    ):
        file.write_bytes(content)
        assert line in problems({"config": str(file)}, {})


def test_a_variable_that_is_no_setting_is_told() -> None:
    told = unknown_variables({"ZONEWRIGHT_SESION_HOURS": "", "PATH": "", "ZONEWRIGHT_LANG": ""})
    assert [str(message).partition(":")[0] for message in told] == ["ZONEWRIGHT_SESION_HOURS"]


def test_every_setting_has_a_sentence_in_both_languages() -> None:
    for language in ("en", "zh"):
        told = [catalogue(language).text(Message("config-about", name=name)) for name in SETTINGS]
        assert not set(told) & set(SETTINGS)


def test_config_shows_every_setting_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "ZONEWRIGHT_TOKEN": "zw_0123_verysecret",
        "ZONEWRIGHT_STORE": "postgresql://zonewright:verysecret@db.example/plans",
        "ZONEWRIGHT_OIDC_CLIENT_SECRET": "verysecret",
    }
    for name, text in secrets.items():
        monkeypatch.setenv(name, text)
    for arguments in (["config"], ["config", "--json"], ["--lang", "zh", "config"]):
        shown = run(*arguments, tmp_path / "p.gpkg")
        assert shown.code == 0
        assert "verysecret" not in shown.out + "".join(shown.errors)
    rows = {row["name"]: row for row in json.loads(run("config", "--json").out)}
    assert list(rows) == list(SETTINGS)
    masked = "postgresql://zonewright:********@db.example/plans"
    assert (rows["store"]["value"], rows["store"]["source"]) == (masked, "environment")
    assert rows["oidc_client_secret"]["value"] == "********"
    assert (rows["session_hours"]["value"], rows["session_hours"]["source"]) == ("12", "default")


def test_config_shows_where_the_scenarios_of_a_plan_are(tmp_path: Path) -> None:
    rows = json.loads(run("config", tmp_path / "p.gpkg", "--json").out)
    store = next(row for row in rows if row["name"] == "store")
    assert store["value"] == str(tmp_path / "p.scenarios.db")


def test_config_refuses_what_serve_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWRIGHT_OIDC_CLIENT_SECRET", "verysecret")
    monkeypatch.setenv("ZONEWRIGHT_SESSION_HOURS", "soon")
    for command in (["config"], ["serve", "p.gpkg"]):
        refused = run(*command)
        assert (refused.code, refused.out) == (2, "")
        assert refused.errors[0].startswith("ZONEWRIGHT_SESSION_HOURS: must be a number above 0")
