"""Sign in by a provider of identities: OpenID Connect, authorization code with PKCE.

The page leads to `/api/sign-in`, that to the provider, and the provider back to
`/api/sign-in/callback`, with a code that is changed for the person's claims. What ties the two
together (state, nonce, verifier) lies in a cookie of ten minutes, so that whichever process is
asked second knows it. Groups that the provider names are mapped to roles by `oidc_roles`; who has
none of them is refused. An account is known by issuer and subject: whose it is, the store says
(`layers.store.accounts`).
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import escape

from layers.errors import SignInError, SourceError, UnknownError, ZonewrightError
from layers.messages import LANGUAGES, Message, catalogue
from layers.store import Person
from service.api.access import EVERYONE, note_failure, require_role
from service.api.address import root_of
from service.api.errors import log_outage, status_of
from service.api.identity_provider import CALLBACK
from service.api.problem_document import RESPONSES
from service.api.sign_in import begin_session

if TYPE_CHECKING:
    from layers.store import Store
    from service.api.identity_provider import Account, Provider

router = APIRouter(prefix="/api/sign-in", dependencies=[require_role(EVERYONE)])
callback = APIRouter()
"""Where the provider leads back to, with parameters of its own."""

_COOKIE = "zonewright_signing_in"
_COOKIE_S = 600


def _provider(request: Request) -> Provider:
    """Return the provider.

    Raises:
        UnknownError: none is set.
    """
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise UnknownError(Message("service-oidc-none"))
    return provider


@router.get(
    "",
    status_code=303,
    response_class=RedirectResponse,
    responses={404: {**RESPONSES["default"], "description": "There is no provider of identities"}},
)
async def start(request: Request) -> Response:
    """Lead the browser to the provider of identities."""
    provider = _provider(request)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        url = await provider.ask(provider.authorization, request, state, nonce, verifier)
    except ZonewrightError as error:
        return _told(error, root_of(request))
    response = RedirectResponse(url, 303)
    response.set_cookie(
        _COOKIE,
        f"{state}.{nonce}.{verifier}",
        max_age=_COOKIE_S,
        path=_cookie_path(request),
        httponly=True,
        samesite="lax",  # the provider leads back from another site
        secure=request.url.scheme == "https",
    )
    return response


@callback.get(CALLBACK, dependencies=[require_role(EVERYONE)], include_in_schema=False)
async def back(request: Request) -> Response:
    """Take what the provider leads back with, and begin a session; refuse on a plain page."""
    try:
        account = await _came_back(request, _provider(request))
        response: Response = RedirectResponse(f"{root_of(request)}/", 303)
        await to_thread.run_sync(_begin, request, response, account)
    except ZonewrightError as error:
        await to_thread.run_sync(note_failure, request, "oidc", error.problems[0].code)
        response = _told(error, root_of(request))
    response.delete_cookie(_COOKIE, path=_cookie_path(request), httponly=True, samesite="lax")
    return response


def _begin(request: Request, response: Response, account: Account) -> None:
    """Begin a session for the person whose account it is."""
    store: Store = request.app.state.store
    name = store.accounts.name(account.issuer, account.subject, account.name)
    begin_session(request, response, Person(name, account.role))


async def _came_back(request: Request, provider: Provider) -> Account:
    given = request.query_params
    state, _, rest = request.cookies.get(_COOKIE, "").partition(".")
    nonce, _, verifier = rest.partition(".")
    known = hmac.compare_digest(state.encode(), given.get("state", "").encode())
    if not (state and nonce and verifier and known):
        raise SignInError(Message("service-oidc-astray"))
    if "error" in given:
        reason = given.get("error_description") or given["error"]
        raise SignInError(Message("service-oidc-unproven", reason=reason[:200]))
    code = given.get("code", "")
    return await provider.ask(provider.account, request, code, nonce, verifier)


def _cookie_path(request: Request) -> str:
    return f"{root_of(request)}{router.prefix}"


def _told(error: ZonewrightError, root: str) -> HTMLResponse:
    """Return a page that says why, in every language: nobody knows yet who reads it."""
    status, title = status_of(error)
    if isinstance(error, SourceError):
        log_outage(error)
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    again = Message("service-oidc-again")
    told = "".join(
        f'<section lang="{language}"><h1>{escape(catalogue(language).text(title))}</h1>'
        + "".join(f"<p>{escape(catalogue(language).text(each))}</p>" for each in error.problems)
        + f'<p><a href="{root}/">{escape(catalogue(language).text(again))}</a></p>'
        + "</section>"
        for language in LANGUAGES
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Zonewright</title>{told}'
    return HTMLResponse(page, status, headers)
