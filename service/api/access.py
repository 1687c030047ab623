"""Authentication and authorization: each endpoint declares its least role by `require_role`.

A script sends `Authorization: Bearer SECRET`, the page a cookie that `POST /api/session` set. Where
the store has no tokens, everyone on this machine is one local planner. A request that may change
something and says that it comes from a page of another host is refused, whoever sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_args
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.routing import iter_route_contexts

from layers.errors import DeniedError, SignInError
from layers.messages import Message
from layers.store import LOCAL, Person
from layers.store.access import person_message, role_message
from layers.store.model import Role

if TYPE_CHECKING:
    from fastapi import FastAPI

    from layers.store import Store

COOKIE = "zonewright_token"
EVERYONE = None
"""The least role of what is open to everyone, also without a token."""

_ROLES = get_args(Role)  # from the least to the highest
_SAFE = {"GET", "HEAD", "OPTIONS"}


def bearer(request: Request, token: str | None) -> Person | None:
    """Return whose token it is, None where it is nobody's; the local planner without any tokens.

    A store that ever had a token asks for one for ever: when the last one ends, nobody else may
    come in for that.
    """
    store: Store = request.app.state.store
    if not store.tokens.any():
        return LOCAL
    return store.tokens.person(token) if token else None


def _who_asks(request: Request) -> Person | None:
    """Return the user of the request's token; None where there is no token, or no valid cookie.

    A cookie that is no longer valid is not an error: the page must load so that its user can sign
    in again.

    Raises:
        SignInError: the token in the header `Authorization` is not valid.
    """
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return bearer(request, request.cookies.get(COOKIE))
    who = bearer(request, text.strip())
    if who is None:
        raise SignInError(Message("service-token-invalid"))
    return who


WhoAsks = Annotated[Person | None, Depends(_who_asks)]


@dataclass(frozen=True)
class RequireRole:
    """A dependency of an endpoint that requires a role or a higher one; None: no token needed."""

    role: Role | None

    def __call__(self, request: Request, who: WhoAsks) -> None:
        """Check the origin of a request and the role of its user.

        Raises:
            SignInError: a role is required, and the request has no token.
            DeniedError: the token's role is too low, or a page of another host asks.
        """
        check_origin(request)
        if self.role is None:
            return
        if who is None:
            raise SignInError(Message("service-token-missing"))
        if _ROLES.index(who.role) < _ROLES.index(self.role):
            role = role_message(self.role)
            raise DeniedError(Message("service-role-needed", who=person_message(who), role=role))


def require_role(role: Role | None) -> Any:  # noqa: ANN401  as FastAPI types what it gives
    """Return the dependency that requires the role or a higher one; None: no token needed."""
    return Depends(RequireRole(role))


def access_table(app: FastAPI) -> dict[tuple[str, str], Role | None]:
    """Return the least role of every endpoint, by method and path.

    Where a router and its endpoint both declare one, the higher holds.

    Raises:
        TypeError: an endpoint declares none.
    """
    table: dict[tuple[str, str], Role | None] = {}
    for route in iter_route_contexts(app.routes):
        called = getattr(getattr(route, "dependant", None), "dependencies", [])
        rules = [each.call.role for each in called if isinstance(each.call, RequireRole)]
        if not rules:
            raise TypeError(
                f"{route.path}: declares no least role; add dependencies=[require_role(…)]"
            )
        strictest = max((rule for rule in rules if rule), key=_ROLES.index, default=EVERYONE)
        for method in route.methods or ():
            table[method, route.path or ""] = strictest
    return table


def check_origin(request: Request) -> None:
    """Check that a request that may change something does not come from a page of another host.

    Raises:
        DeniedError: it does.
    """
    origin = request.headers.get("origin")
    if request.method in _SAFE or origin is None:
        return
    if urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise DeniedError(Message("service-origin-foreign", origin=origin[:80]))
