"""Settings: where each gets its value from, what is refused, and that no secret is shown."""

import json
from pathlib import Path

import pytest
from command_line import run

from layers.errors import SourceError
from layers.messages import Message, catalogue
from service.configuration import SETTINGS, Configuration, unknown_variables

ROLES = {"plan-writers": "planner", "CN=deciders,OU=plan": "approver"}
PROVIDER = {
    "ZONEWRIGHT_OIDC_ISSUER": "https://login.example/realms/plan",
    "ZONEWRIGHT_OIDC_CLIENT_ID": "zonewright",
    "ZONEWRIGHT_OIDC_CLIENT_SECRET": "s3cret",
    "ZONEWRIGHT_OIDC_ROLES": "plan-writers=planner; CN=deciders,OU=plan=approver",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "zonewright.toml"


def problems(options: dict[str, str | None], environment: dict[str, str]) -> str:
    with pytest.raises(SourceError) as refused:
        Configuration.read(options, environment).access()
    return str(refused.value)


def test_an_option_holds_before_environment_file_and_default(file: Path) -> None:
    file.write_text("session_hours = 8\nsession_idle_minutes = 20\ntrusted_proxy = ['10.0.0.1']\n")
    around = {"ZONEWRIGHT_CONFIG": str(file), "ZONEWRIGHT_SESSION_IDLE_MINUTES": "30"}
    around["ZONEWRIGHT_TRUSTED_PROXY"] = "10.0.0.2"
    found = Configuration.read({"trusted_proxy": "10.0.0.3", "store": None}, around)
    values = {name: (value.text, value.source) for name, value in found.of.items()}
    assert values["session_hours"] == ("8", "file")
    assert values["session_idle_minutes"] == ("30", "environment")
    assert values["trusted_proxy"] == ("10.0.0.3", "option")
    assert values["rate_per_person"] == ("50", "default")
    assert found.access().trusted_proxies == ("10.0.0.3/32",)
    around = {"ZONEWRIGHT_PUBLIC_ADDRESS": "http://Plan.example:8080"}
    assert (
        str(Configuration.read({}, around).access().public_address) == "http://plan.example:8080/"
    )


def test_a_provider_is_read_from_the_environment_or_the_file(file: Path) -> None:
    found = Configuration.read({}, PROVIDER).access().oidc
    assert found is not None
    assert (found.roles, found.client_secret, found.label) == (ROLES, "s3cret", "login.example")
    lines = [f"{name[11:].lower()} = {text!r}" for name, text in PROVIDER.items()][:3]
    table = (f'"{group}" = "{role}"' for group, role in ROLES.items())
    file.write_text("\n".join([*lines, "[oidc_roles]", *table]))
    assert Configuration.read({"config": str(file)}, {}).access().oidc == found
    assert Configuration.read({}, {}).access().oidc is None
    missing = problems({}, {"ZONEWRIGHT_OIDC_ISSUER": "https://login.example"})
    assert [line.split()[0] for line in missing.splitlines()] == ["oidc_client_id", "oidc_roles"]


def test_what_serve_takes_as_options_may_stand_in_the_file(file: Path) -> None:
    tiles = ["https://a.example/{z}/{x},{y}.png", "gcj02:https://b.example/{z}/{x}/{y}"]
    file.write_text(f"host = '10.0.0.1'\nworkers = 2\nbasemap = {tiles}\nreview_number = 'GS 1'\n")
    found = Configuration.read({"config": str(file), "port": "8001"}, {})
    assert (found["host"], found["port"], found["workers"]) == ("10.0.0.1", 8001, 2)
    shown = found.service()
    assert shown.review_number == "GS 1"
    basemaps = [("a.example", "wgs84"), ("b.example", "gcj02")]
    assert [(each.name, each.datum) for each in shown.basemaps] == basemaps
    file.write_text("host = 'nowhere.example'\n")
    refused = run("serve", file.with_name("p.gpkg"), "--config", file)
    assert (refused.code, refused.out) == (2, "")
    assert "nowhere.example" in refused.errors[0]


def test_an_invalid_value_is_refused_with_its_place() -> None:
    for name, *texts in (
        ("SESSION_HOURS", "-1", "nan", "inf", "soon", "8761", "1e8"),
        ("SESSION_IDLE_MINUTES", "525601", "nan"),
        ("RATE_PER_PERSON", "0"),
        ("PORT", "70000", "http"),
        ("WORKERS", "0"),
        ("TRUSTED_PROXY", "proxy.example", "10.0.0.1/8", "*"),
        ("PUBLIC_ADDRESS", "plan.example", "ftp://plan.example", "https://", "https://a@b.example"),
        ("PUBLIC_ADDRESS", "https://a.example/?b", "https://a.example//b", "https://a.example:0"),
        ("OIDC_ISSUER", "http://login.example", "login.example"),
        ("OIDC_ROLES", "writers=king", "writers"),
        ("LANG", "fr"),
    ):
        for text in texts:
            line = problems({}, {f"ZONEWRIGHT_{name}": text})
            assert line.startswith(f"ZONEWRIGHT_{name}: must be ")
            assert text in line
    assert "a number above 0, at most 8760" in problems({}, {"ZONEWRIGHT_SESSION_HOURS": "8761"})
    tiles = "https://a.example/tiles"
    assert tiles in problems({}, {"ZONEWRIGHT_BASEMAP": tiles})
    both = {"ZONEWRIGHT_SESSION_HOURS": "x", "ZONEWRIGHT_RATE_PER_PERSON": "y"}
    assert len(problems({}, both).splitlines()) == 2
    unknown = unknown_variables({"ZONEWRIGHT_SESION_HOURS": "", "PATH": "", "ZONEWRIGHT_LANG": ""})
    assert [str(one).partition(":")[0] for one in unknown] == ["ZONEWRIGHT_SESION_HOURS"]


def test_an_invalid_file_of_settings_is_refused(file: Path) -> None:
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


def test_config_shows_all_but_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tmp_path / "p.gpkg"
    rows = {row["name"]: row for row in json.loads(run("config", plan, "--json").out)}
    assert rows["store"]["value"] == str(tmp_path / "p.scenarios.db")
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", "zw_0123_verysecret")
    store = "postgresql://zonewright:{}@db.example/plans"
    monkeypatch.setenv("ZONEWRIGHT_STORE", store.format("verysecret"))
    monkeypatch.setenv("ZONEWRIGHT_OIDC_CLIENT_SECRET", "verysecret")
    for arguments in (["config"], ["config", "--json"], ["--lang", "zh", "config"]):
        shown = run(*arguments, plan)
        assert shown.code == 0
        assert "verysecret" not in shown.out + "".join(shown.errors)
    rows = {row["name"]: row for row in json.loads(run("config", "--json").out)}
    assert list(rows) == list(SETTINGS)
    for name, value, source in (
        ("store", store.format("********"), "environment"),
        ("oidc_client_secret", "********", "environment"),
        ("session_hours", "12", "default"),
    ):
        assert (rows[name]["value"], rows[name]["source"]) == (value, source)
    for language in ("en", "zh"):
        texts = {catalogue(language).text(Message("config-about", name=name)) for name in SETTINGS}
        assert not texts & set(SETTINGS)
    monkeypatch.setenv("ZONEWRIGHT_SESSION_HOURS", "soon")
    for command in (["config"], ["serve", "p.gpkg"]):  # what serve would refuse, config does
        refused = run(*command)
        assert (refused.code, refused.out) == (2, "")
        assert refused.errors[0].startswith("ZONEWRIGHT_SESSION_HOURS: must be a number above 0")
