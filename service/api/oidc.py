"""Sign in through an identity provider: OpenID Connect, authorization code with PKCE.

The page links to `/api/sign-in`, which redirects to the provider, and the provider back to
`/api/sign-in/callback` with a code that is exchanged for the person's claims. State, nonce and
verifier are in a cookie that lasts ten minutes, so that any process can handle the callback. The
provider's groups are mapped to roles by `oidc_roles`; a person with none of them is refused. An
account is identified by issuer and subject; the store maps it to a person
(`layers.store.accounts`).
"""

import hmac
import secrets

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import escape

from layers.errors import SignInError, SourceError, UnknownError, ZonewrightError
from layers.messages import LANGUAGES, Message, catalogue
from layers.store import Person, Store
from service.api.access import EVERYONE, note_failure, require_role
from service.api.address import root_of
from service.api.errors import log_outage, status_of
from service.api.identity_provider import CALLBACK, Account, Provider
from service.api.problem_document import RESPONSES
from service.api.sign_in import begin_session

router = APIRouter(prefix="/api/sign-in", dependencies=[require_role(EVERYONE)])
callback = APIRouter()
"""The path that the provider redirects to, with its own parameters."""

_COOKIE = "zonewright_signing_in"
_COOKIE_S = 600


def _provider(request: Request) -> Provider:
    """Return the provider.

    Raises:
        UnknownError: none is configured.
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
    """Redirect the browser to the identity provider."""
    provider = _provider(request)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        url = await provider.ask(provider.authorization, request, state, nonce, verifier)
    except ZonewrightError as error:
        return _error_page(error, root_of(request))
    response = RedirectResponse(url, 303)
    response.set_cookie(
        _COOKIE,
        f"{state}.{nonce}.{verifier}",
        max_age=_COOKIE_S,
        path=_cookie_path(request),
        httponly=True,
        samesite="lax",  # the provider redirects from another site
        secure=request.url.scheme == "https",
    )
    return response


@callback.get(CALLBACK, dependencies=[require_role(EVERYONE)], include_in_schema=False)
async def back(request: Request) -> Response:
    """Handle the provider's redirect and begin a session; show an error on a plain page."""
    try:
        account = await _came_back(request, _provider(request))
        response: Response = RedirectResponse(f"{root_of(request)}/", 303)
        await to_thread.run_sync(_begin, request, response, account)
    except ZonewrightError as error:
        await to_thread.run_sync(note_failure, request, "oidc", error.problems[0].code)
        response = _error_page(error, root_of(request))
    response.delete_cookie(_COOKIE, path=_cookie_path(request), httponly=True, samesite="lax")
    return response


def _begin(request: Request, response: Response, account: Account) -> None:
    """Begin a session for the account's person."""
    store: Store = request.app.state.store
    name = store.accounts.name(account.issuer, account.subject, account.name)
    begin_session(request, response, Person(name, account.role))


async def _came_back(request: Request, provider: Provider) -> Account:
    query = request.query_params
    state, _, rest = request.cookies.get(_COOKIE, "").partition(".")
    nonce, _, verifier = rest.partition(".")
    known = hmac.compare_digest(state.encode(), query.get("state", "").encode())
    if not (state and nonce and verifier and known):
        raise SignInError(Message("service-oidc-astray"))
    if "error" in query:
        reason = query.get("error_description") or query["error"]
        raise SignInError(Message("service-oidc-unproven", reason=reason[:200]))
    code = query.get("code", "")
    return await provider.ask(provider.account, request, code, nonce, verifier)


def _cookie_path(request: Request) -> str:
    return f"{root_of(request)}{router.prefix}"


def _error_page(error: ZonewrightError, root: str) -> HTMLResponse:
    """Return a page with the error in every language: the reader's is not known yet."""
    status, title = status_of(error)
    if isinstance(error, SourceError):
        log_outage(error)
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    again = Message("service-oidc-again")
    lines = "".join(
        f'<section lang="{language}"><h1>{escape(catalogue(language).text(title))}</h1>'
        + "".join(f"<p>{escape(catalogue(language).text(each))}</p>" for each in error.problems)
        + f'<p><a href="{root}/">{escape(catalogue(language).text(again))}</a></p>'
        + "</section>"
        for language in LANGUAGES
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Zonewright</title>{lines}'
    return HTMLResponse(page, status, headers)
