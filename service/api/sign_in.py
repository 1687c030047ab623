"""Endpoints of authentication: the current user, how to sign in, sign in by a token, sign out."""

from contextlib import suppress
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from layers.errors import SignInError, SourceError
from layers.store import LOCAL, Person, Store
from service.api.access import (
    EVERYONE,
    WhoAsks,
    address_of,
    is_guarded,
    person_by_token,
    require_role,
    session_cookie,
)
from service.api.address import root_of
from service.api.answers.base import described
from service.api.answers.plan import Me
from service.api.identity_provider import Provider

router = APIRouter(prefix="/api")


class SignIn(BaseModel, extra="forbid"):
    """The body of a request to sign in: the text of an access token."""

    token: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[!-~]+$")
    ]


class SignInWays(BaseModel):
    """Ways to sign in besides a token: the name of an identity provider, or none."""

    provider: str | None


class SignedOut(BaseModel):
    """The address at which the provider ends its session too; None if there is none."""

    next: str | None


@router.get("/me", dependencies=[require_role("viewer")], **described(Me))
def me(who: WhoAsks) -> dict[str, Any]:
    """Return the current user and role."""
    return _described(who or LOCAL)


@router.get("/session", dependencies=[require_role(EVERYONE)])
def ways(request: Request) -> SignInWays:
    """Return the ways to sign in."""
    provider: Provider | None = request.app.state.provider
    return SignInWays(provider=None if provider is None else provider.label)


@router.post("/session", dependencies=[require_role(EVERYONE)], **described(Me))
def sign_in(request: Request, response: Response, body: SignIn) -> dict[str, Any]:
    """Sign in on the page with a token: a cookie holds the session until it expires."""
    if not is_guarded(request.app.state):
        return _described(LOCAL)
    who = person_by_token(request, body.token)
    begin_session(request, response, who, token=body.token)
    return _described(who)


@router.delete("/session", dependencies=[require_role(EVERYONE)])
async def sign_out(request: Request, response: Response, who: WhoAsks) -> SignedOut:
    """Sign out on the page: the session ends, so its cookie becomes invalid."""
    provider: Provider | None = request.app.state.provider
    by_provider = await to_thread.run_sync(_end_session, request, who)
    response.delete_cookie(session_cookie(request), **_of_cookie(request))
    if provider is None or not by_provider:
        return SignedOut(next=None)
    with suppress(SignInError, SourceError):  # it has no such address, or does not answer
        return SignedOut(next=await provider.ask(provider.sign_out_url, request))
    return SignedOut(next=None)


def begin_session(
    request: Request, response: Response, who: Person, *, token: str | None = None
) -> None:
    """Begin a session for a person, end the browser's previous one, and set the cookie.

    A sign-in that the audit log cannot record fails.

    Raises:
        TooManyError: the person has signed in very often.
    """
    request.app.state.limits.sign_ins.check(who.name)
    sessions = _store(request).sessions
    if before := request.cookies.get(session_cookie(request)):
        sessions.end(before)
    limits, address = request.app.state.access.sessions, address_of(request)
    text = sessions.begin(who, limits, token=token, address=address)
    response.set_cookie(session_cookie(request), text, **_of_cookie(request))


def _end_session(request: Request, who: Person | None) -> bool:
    """End the browser's session and log that; return whether the provider began it."""
    session = request.cookies.get(session_cookie(request))
    if session is None:
        return False
    by = _store(request).sessions.end(session)
    if by is not None and who is not None:
        _store(request).audit.note("sign-out", who.name, address=address_of(request))
    return by == "oidc"


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _of_cookie(request: Request) -> dict[str, Any]:
    """Return the cookie's attributes: for this service only, not readable by scripts."""
    secure = request.url.scheme == "https"
    attributes = {"path": f"{root_of(request)}/", "secure": secure}
    return {**attributes, "httponly": True, "samesite": "strict"}


def _described(who: Person) -> dict[str, Any]:
    return {"name": who.name, "role": who.role, "local": who is LOCAL}
