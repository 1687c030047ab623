"""An identity provider (OpenID Connect): the requests to it, and the checks of its answers.

Authorization code with PKCE; an identity token is accepted once its signature, issuer, audience,
times and nonce are valid. The provider's metadata and keys are cached for an hour. A few requests
run at a time, in separate threads: a slow provider does not delay other requests.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, ParamSpec, TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from layers.errors import DeniedError, OutageError, ScenarioError, SignInError
from layers.messages import Message
from layers.runtime.extras import require
from layers.store import LOCAL
from layers.store.model import Role
from layers.store.queries import person_name
from service.api.address import base_of
from service.settings import OidcSettings

P = ParamSpec("P")
R = TypeVar("R")

CALLBACK = "/api/sign-in/callback"
"""The path that the provider redirects back to."""

_WAIT_S = 10.0
_MOST_ASKING, _MOST_WAITING = 4, 16
_SILENT_S = 5.0
_METADATA_KEPT_S = 3600.0
_KEYS_READ_EVERY_S = 30.0
_LEEWAY_S = 60
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""The signature algorithms that a provider may use: asymmetric ones only."""


class Account(NamedTuple):
    """An account of a provider: `subject` is its identifier, `name` its display name."""

    issuer: str
    subject: str
    name: str
    role: Role


class Provider:
    """An identity provider, by its own metadata, which is cached for an hour."""

    def __init__(self, settings: OidcSettings) -> None:
        """Take the settings.

        Raises:
            SourceError: the extra `server` is not installed.
        """
        require("server", "authlib", "joserfc", "httpx2")
        self._settings = settings
        self._lock = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, dict[str, Any]] | None = None
        self._silent_since = float("-inf")
        self._asking = CapacityLimiter(_MOST_ASKING)

    async def ask(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a slow method of this provider in a thread and return its result.

        Raises:
            OutageError: too many calls are running; or the error of the method.
        """
        if self._asking.statistics().tasks_waiting >= _MOST_WAITING:
            raise OutageError(Message("service-oidc-silent", issuer=self._settings.issuer))
        return await to_thread.run_sync(partial(method, *args, **kwargs), limiter=self._asking)

    @property
    def label(self) -> str:
        """Return its name on the page."""
        return self._settings.label

    def authorization(self, request: Request, state: str, nonce: str, verifier: str) -> str:
        """Return the address to which the browser is redirected to sign in.

        Raises:
            OutageError: the provider does not answer.
        """
        with self._client(request) as client:
            url, _ = client.create_authorization_url(
                self._described("authorization_endpoint"),
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        return str(url)

    def account(self, request: Request, code: str, nonce: str, verifier: str) -> Account:
        """Return the account of an authorization code, with the highest role of its groups.

        Raises:
            SignInError: the provider rejects the code, or its token is invalid.
            DeniedError: none of the account's groups has a role.
            OutageError: the provider does not answer.
        """
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415  slow to load
        from joserfc.errors import JoseError  # noqa: PLC0415

        endpoint = self._described("token_endpoint")
        try:
            with self._client(request) as client, _reaching(self._settings.issuer):
                token = client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
                claims = self._claims(token, nonce)
                if claims.get(self._settings.groups_claim) is None:
                    claims |= self._more_claims(client, claims["sub"])
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            reason = getattr(error, "description", "") or type(error).__name__
            raise SignInError(Message("service-oidc-unproven", reason=str(reason)[:200])) from error
        return self._account_of(claims)

    def sign_out_url(self, request: Request) -> str:
        """Return the address at which the provider ends its own session.

        Raises:
            SignInError: it has no such address.
            OutageError: it does not answer.
        """
        endpoint = self._described("end_session_endpoint")
        back = {"client_id": self._settings.client_id, "post_logout_redirect_uri": base_of(request)}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(back)}"

    def _client(self, request: Request) -> Any:  # noqa: ANN401  Authlib has no types
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415  slow to load

        return OAuth2Client(
            self._settings.client_id,
            self._settings.client_secret or None,
            scope=self._settings.scope,
            code_challenge_method="S256",
            redirect_uri=f"{base_of(request)}{CALLBACK.removeprefix('/')}",
            timeout=_WAIT_S,
        )

    def _described(self, what: str) -> str:
        """Return an address from the provider's metadata.

        Raises:
            OutageError: it does not answer, or names another issuer.
            SignInError: it has no such address.
        """
        with self._lock:
            known = self._metadata
            if known is None or time.monotonic() - known[0] > _METADATA_KEPT_S:
                url = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                metadata = self._fetched(url)
                if metadata.get("issuer") != self._settings.issuer:
                    raise OutageError(Message("service-oidc-other", issuer=self._settings.issuer))
                known = self._metadata = time.monotonic(), metadata
        address = known[1].get(what)
        if not isinstance(address, str):
            raise SignInError(Message("service-oidc-unproven", reason=what))
        return address

    def _key_set(self, *, refresh: bool = False) -> dict[str, Any]:
        """Return the provider's keys; `refresh` for an unknown key, though not at every request."""
        url = self._described("jwks_uri")
        with self._lock:
            known = self._keys
            age = time.monotonic() - known[0] if known else float("inf")
            if known is None or age > _METADATA_KEPT_S or (refresh and age > _KEYS_READ_EVERY_S):
                known = self._keys = time.monotonic(), self._fetched(url)
            return known[1]

    def _fetched(self, url: str) -> dict[str, Any]:
        """Return a document of the provider; after a failure it is not requested for some seconds.

        Raises:
            OutageError: it does not answer with a document.
        """
        import httpx2  # noqa: PLC0415  slow to load

        silent = Message("service-oidc-silent", issuer=url)
        if time.monotonic() - self._silent_since < _SILENT_S:
            raise OutageError(silent)
        try:
            answer = httpx2.get(url, timeout=_WAIT_S)
            answer.raise_for_status()
            document = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            self._silent_since = time.monotonic()
            raise OutageError(silent) from error
        if not isinstance(document, dict):
            raise OutageError(silent)
        return document

    def _claims(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims of an identity token, after checking its signature and claims."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415  slow to load
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        def decoded(*, refresh: bool) -> jwt.Token:
            keys = KeySet.import_key_set(self._key_set(refresh=refresh))  # type: ignore[arg-type]
            return jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)

        try:
            signed = decoded(refresh=False)
        except InvalidKeyIdError:  # the provider signs with a new key
            signed = decoded(refresh=True)
        expected = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        known = {"nonce": nonce, "client_id": self._settings.client_id}
        known["access_token"] = token.get("access_token", "")
        CodeIDToken(signed.claims, signed.header, expected, known).validate(leeway=_LEEWAY_S)
        return dict(signed.claims)

    def _more_claims(self, client: Any, subject: str) -> dict[str, Any]:  # noqa: ANN401  Authlib's
        """Return the claims of the provider's userinfo endpoint; {} if it has none."""
        try:
            endpoint = self._described("userinfo_endpoint")
        except SignInError:
            return {}
        answer = client.get(endpoint)
        answer.raise_for_status()
        claims: dict[str, Any] = answer.json()
        if claims.get("sub") != subject:
            raise ValueError("userinfo of another person")
        return claims

    def _account_of(self, claims: Mapping[str, Any]) -> Account:
        name_claim = claims.get(self._settings.name_claim)
        try:
            name = person_name(str(name_claim) if isinstance(name_claim, str | int) else "")
        except ScenarioError as error:
            unnamed = Message("service-oidc-unnamed", claim=self._settings.name_claim)
            raise DeniedError(unnamed) from error
        groups = claims.get(self._settings.groups_claim)
        listed = groups if isinstance(groups, list) else [groups]
        named = {str(group) for group in listed if isinstance(group, str | int)}
        role = self._settings.role_of(named)
        if role is None or name == LOCAL.name:
            raise DeniedError(Message("service-oidc-no-group", name=name))
        return Account(self._settings.issuer, str(claims["sub"]), name, role)


@contextmanager
def _reaching(issuer: str) -> Iterator[None]:
    """Translate network errors of a provider into `OutageError`."""
    from httpx2 import HTTPError  # noqa: PLC0415  slow to load

    try:
        yield
    except HTTPError as error:
        raise OutageError(Message("service-oidc-silent", issuer=issuer)) from error
