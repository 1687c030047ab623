"""A provider of identities on the loopback: OpenID Connect as far as a service needs it.

Whoever is led to it is the person in `claims`, without being asked. It holds the service to the
protocol: a code works once, for its verifier, its address and its client alone.
"""

import base64
import hashlib
import json
import secrets
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "zonewright", "s3cret-of-the-client"


class IdentityProvider:
    """A provider that answers until it is closed."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "1", "preferred_username": "li.na", "groups": []}
        self.told: dict[str, Any] = {}
        """Claims of the identity token that are to be otherwise; None: left out."""
        self.userinfo: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.asked: list[str] = []
        self.is_down = False
        self.holds: threading.Event | None = None
        """What it waits for before it says anything of itself."""
        self.keys = [self.new_key()]
        self.signing = self.keys[0]
        self.algorithm = "ES256"
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End; a second time it does nothing."""
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @staticmethod
    def new_key() -> ECKey:
        return ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig"})

    def rotate(self) -> None:
        self.signing = self.new_key()
        self.keys = [self.signing]

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, Any] | str]:
        """Return a status, and a document or where to go on."""
        self.asked.append(path)
        if self.holds is not None:
            self.holds.wait(60)
        if self.is_down:
            return 502, {}
        if path == "/.well-known/openid-configuration":
            here = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            for name in ("authorization", "token", "userinfo", "end_session"):
                here[f"{name}_endpoint"] = f"{self.issuer}/{name}"
            return 200, here | self.metadata
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/authorization":
            code = secrets.token_urlsafe(8)
            self._codes[code] = query
            back = urlencode({"code": code, "state": query["state"], "session_state": "of its own"})
            return 303, f"{query['redirect_uri']}?{back}"
        if path == "/userinfo":
            return 200, self.userinfo
        return 404, {}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return a status, and what a code is changed for."""
        self.asked.append("/token")
        asked = self._codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {known}":
            return 400, {"error": "invalid_grant", "error_description": "no such code"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (asked["code_challenge_method"], asked["code_challenge"]) != ("S256", challenge):
            return 400, {"error": "invalid_grant", "error_description": "another verifier"}
        if asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "another address"}
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"]} | self.claims | self.told
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signing.kid}
        token = jwt.encode(header, claims, self.signing, algorithms=[self.algorithm])
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": token}


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._answer(*provider.answer(parts.path, query))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, told: dict[str, Any] | str) -> None:
            body = json.dumps(told).encode() if isinstance(told, dict) else b""
            self.send_response(status)
            if isinstance(told, str):
                self.send_header("Location", told)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
