"""The files of docs/deploy fit the program, and the tools that read them.

The proxies run as they are there: nginx and Caddy with our files, in front of an echo.
"""

import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from layers.messages import Message, catalogue
from service.cli import app
from service.configuration import SETTINGS, Configuration
from tests.conftest import ended

DOCS = Path(__file__).parents[1] / "docs"
DEPLOY = DOCS / "deploy"


def test_the_file_of_settings_is_read_and_sets_what_it_says() -> None:
    found = Configuration.read({"config": str(DEPLOY / "zonewright.toml")}, {}).access()
    assert found.trusted_proxies == ("127.0.0.1/32",)
    assert str(found.public_address) == "https://plan.example/"
    assert found.oidc is None  # a page that offers no sign-in that leads nowhere


def test_the_lines_for_a_provider_are_settings_once_they_are_taken_in(tmp_path: Path) -> None:
    lines = (DEPLOY / "zonewright.toml").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "zonewright.toml"
    file.write_text("\n".join(re.sub(r"^#(?=\S)", "", line) for line in lines), encoding="utf-8")
    found = Configuration.read({"config": str(file)}, {}).access()
    assert found.oidc is not None
    assert found.oidc.role_of({"plan-writers", "plan-deciders"}) == "approver"


def test_the_volume_of_the_container_belongs_to_its_user() -> None:
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (user, group) = re.findall(r"^USER (\d+):(\d+)$", recipe, re.MULTILINE)[0]
    assert f"--gid {group}" in recipe
    assert f"useradd --uid {user}" in recipe
    owned = f"install -d -o {user} -g {group} -m 700 /srv/zonewright"
    assert owned in recipe
    assert owned in (DEPLOY / "README.md").read_text(encoding="utf-8")


def test_the_unit_and_the_container_serve_with_options_that_there_are() -> None:
    told = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    options = set(re.findall(r"--[a-z-]+", told.output))
    for name in ("zonewright.service", "Containerfile"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        command = next(
            line for line in text.splitlines() if line.startswith(("ExecStart=", "CMD ["))
        )
        assert set(re.findall(r"--[a-z-]+", command)) <= options
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


def test_systemd_takes_the_unit(tmp_path: Path, need: Callable[[str], Path]) -> None:
    program = need("systemd")
    unit = (DEPLOY / "zonewright.service").read_text(encoding="utf-8")
    unit = re.sub(r"ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit)
    (tmp_path / "zonewright.service").write_text(unit, encoding="utf-8")
    checked = ended(program, "verify", str(tmp_path / "zonewright.service"))
    assert "Unknown" not in checked.stderr, checked.stderr
    assert "Failed to parse" not in checked.stderr, checked.stderr


NGINX = """
daemon off;
user root;
pid nginx.pid;
error_log error.log;
events { }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}
"""
CADDY = """{
    admin off
    auto_https disable_redirects
    skip_install_trust
    storage file_system FOLDER
}
"""


class Echo(ThreadingHTTPServer):
    """A service behind a proxy that answers with the headers that it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.heard = threading.Event()
        """Set once the first part of a stream has come to who asked."""


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Echo

    def do_GET(self) -> None:
        if self.path != "/api/events":
            self._report()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("X-Accel-Buffering", "no")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"event: first\n\n")
        self.wfile.flush()
        came = self.server.heard.wait(30)
        self.wfile.write(b"event: second\n\n" if came else b"event: late\n\n")
        self.close_connection = True

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 65_536)))
        self._report()

    def _report(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with Echo() as running:
        answering = threading.Thread(target=running.serve_forever, args=(0.01,))
        answering.start()
        yield running
        running.shutdown()
        answering.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> None:
    """Write a certificate for localhost, and its key, where our file for nginx has them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.TraditionalOpenSSL
    (folder / "plan.example.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "plan.example.key").write_bytes(key.private_bytes(pem, form, plain))


def nginx(folder: Path, program: Path, port: int, service: str) -> list[str]:
    """Write what nginx needs to run our file here; return the command."""
    certificate(folder)
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    site = site.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    site = site.replace("/etc/ssl", str(folder)).replace("127.0.0.1:8000", service)
    (folder / "site.conf").write_text(site.replace("plan.example;", "localhost;"), encoding="utf-8")
    (folder / "nginx.conf").write_text(NGINX, encoding="utf-8")
    own = [str(program), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command = [*own, "-e", str(folder / "error.log")]
    checked = ended(*command, "-t")
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    return command


def caddy(folder: Path, program: Path, port: int, service: str) -> list[str]:
    """Write what Caddy needs to run our file here, with a certificate of its own; as `nginx`."""
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8").replace("127.0.0.1:8000", service)
    site = site.replace("plan.example {", f"https://localhost:{port} {{\n\ttls internal", 1)
    own = CADDY.replace("FOLDER", str(folder)) + site
    (folder / "Caddyfile").write_text(own, encoding="utf-8")
    return [str(program), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[str]:
    """Run a proxy until the end of the block; give its address."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdout=said, stderr=said, env={"HOME": str(folder)}
        )
    try:
        for _ in range(600):
            assert process.poll() is None, (folder / "said").read_text(encoding="utf-8")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                threading.Event().wait(0.1)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module", params=[nginx, caddy], ids=lambda each: each.__name__)
def proxy(
    request: pytest.FixtureRequest,
    need: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
    echo: Echo,
) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("proxy")
    program = need(request.param.__name__)
    command = request.param(folder, program, port, f"127.0.0.1:{echo.server_port}")
    with running(command, folder, port) as address:
        yield address


def ask(address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    """Ask by TLS; return the answer, open."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    asked = urllib.request.Request(address, body, headers or {})  # noqa: S310  loopback
    return urllib.request.urlopen(asked, timeout=60, context=trusting)  # noqa: S310


def test_a_proxy_tells_host_address_and_scheme_whatever_a_browser_says_of_itself(
    proxy: str,
) -> None:
    lies = {"X-Forwarded-For": "192.0.2.66", "X-Forwarded-Proto": "http"}
    with ask(f"{proxy}/api/me", headers=lies) as answer:
        told = json.load(answer)
        assert re.match("max-age=31536000", answer.headers["Strict-Transport-Security"])
    assert told["host"] == proxy.removeprefix("https://")
    assert (told["x-forwarded-for"], told["x-forwarded-proto"]) == ("127.0.0.1", "https")


def test_a_proxy_passes_a_stream_of_events_on_as_it_comes(proxy: str, echo: Echo) -> None:
    echo.heard.clear()
    with ask(f"{proxy}/api/events") as answer:
        assert answer.readline() == b"event: first\n"
        echo.heard.set()
        assert b"event: second" in answer.read()


def test_a_proxy_takes_large_files(proxy: str) -> None:
    with ask(f"{proxy}/api/uploads", bytes(30_000_000)) as answer:
        assert answer.status == 200
