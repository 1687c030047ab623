"""Endpoints of authentication: the current user, sign in and sign out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from layers.errors import SignInError
from layers.messages import Message
from layers.store import LOCAL, Person
from service.api.access import COOKIE, EVERYONE, WhoAsks, bearer, require_role

router = APIRouter(prefix="/api")


class SignIn(BaseModel):
    """The body of a request to sign in: the text of an access token."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[!-~]+$")
    ]


@router.get("/me", dependencies=[require_role("viewer")])
def me(who: WhoAsks) -> dict[str, Any]:
    """Answer who is asking, and in what role."""
    return _described(who or LOCAL)


@router.post("/session", dependencies=[require_role(EVERYONE)])
def sign_in(request: Request, response: Response, asked: SignIn) -> dict[str, Any]:
    """Sign in on the page: a cookie holds the token until the browser is closed."""
    who = bearer(request, asked.token)
    if who is None:
        raise SignInError(Message("service-token-invalid"))
    response.set_cookie(
        COOKIE, asked.token, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return _described(who)


@router.delete("/session", dependencies=[require_role(EVERYONE)])
def sign_out() -> Response:
    """Sign out on the page."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _described(who: Person) -> dict[str, Any]:
    return {"name": who.name, "role": who.role, "local": who is LOCAL}
