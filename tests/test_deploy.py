"""The files of docs/deploy fit the program, and the tools that read them where these are there."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from layers.messages import Message, catalogue
from service.cli import app
from service.configuration import SETTINGS, Configuration

DOCS = Path(__file__).parents[1] / "docs"
DEPLOY = DOCS / "deploy"


def options_of_serve() -> set[str]:
    told = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    return set(re.findall(r"--[a-z-]+", told.output))


def test_the_file_of_settings_is_read_and_sets_what_it_says() -> None:
    found = Configuration.read({"config": str(DEPLOY / "zonewright.toml")}, {}).access()
    assert found.trusted_proxies == ("127.0.0.1/32",)
    assert found.oidc is not None
    assert found.oidc.role_of({"plan-writers", "plan-deciders"}) == "approver"


def test_the_unit_and_the_container_serve_with_options_that_there_are() -> None:
    for name in ("zonewright.service", "Containerfile"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        command = next(
            line for line in text.splitlines() if line.startswith(("ExecStart=", "CMD ["))
        )
        assert set(re.findall(r"--[a-z-]+", command)) <= options_of_serve()
        assert "serve" in command


def test_the_guide_tells_every_setting_with_its_default() -> None:
    guide = (DOCS / "guides" / "running-the-service.md").read_text(encoding="utf-8")
    for setting in SETTINGS.values():
        names = [setting.variable if setting.everywhere else setting.name]
        names += [setting.option] if setting.option else []
        about = catalogue("en").text(Message("config-about", name=setting.name))
        default = f"`{setting.default}`" if setting.default else ""
        named = ", ".join(f"`{name}`" for name in names)
        assert f"| {named} | {default} | {about} |" in guide


def test_proxies_keep_the_host_and_tell_who_asks_and_how() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for header in ("Host $http_host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in nginx


def test_caddy_takes_its_file(tmp_path: Path, need: Callable[[str], Path]) -> None:
    options = ["--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    command = [need("caddy"), "validate", *options]
    checked = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)}
    )
    assert checked.returncode == 0, checked.stderr


def test_systemd_takes_the_unit(tmp_path: Path, need: Callable[[str], Path]) -> None:
    program = need("systemd")
    unit = (DEPLOY / "zonewright.service").read_text(encoding="utf-8")
    unit = re.sub(r"ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit)
    (tmp_path / "zonewright.service").write_text(unit, encoding="utf-8")
    checked = subprocess.run(  # noqa: S603
        [program, "verify", str(tmp_path / "zonewright.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in checked.stderr, checked.stderr
    assert "Failed to parse" not in checked.stderr, checked.stderr
