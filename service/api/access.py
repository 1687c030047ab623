"""Authentication and authorization: each endpoint declares its least role by `require_role`.

A script sends `Authorization: Bearer SECRET`, the page the cookie of a session (`sign_in`, `oidc`).
If the store has no tokens and no identity provider is set, everyone on this machine is one local
planner. A request from a page of another host is always refused, unless it is a plain
navigation. A client that asks too often, or fails to sign in too often, has to wait.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.datastructures import State

from layers.errors import BusyError, DeniedError, SignInError, ZonewrightError
from layers.messages import Message
from layers.store import LOCAL, Person, Store
from layers.store.access import person_message, role_message
from layers.store.audit import address_network
from layers.store.model import Role
from service.api.address import FORWARDING, own_origin, root_of
from service.api.kept_answers import count
from service.api.limits import is_loopback, too_many

COOKIE = "zonewright_session"
EVERYONE = None
"""The least role of endpoints that are open to everyone, also without a token."""

_ROLES = get_args(Role)  # from the lowest to the highest
_SAFE = {"GET", "HEAD", "OPTIONS"}
_OWN_SITES = {"same-origin", "none"}


def cookie_under(root: str) -> str:
    """Return the name of the cookie, which differs for each path of a host.

    A browser also sends the cookies of the parent paths; one name would make them ambiguous.
    """
    return COOKIE + root.replace("/", ".")


def session_cookie(request: Request) -> str:
    """Return the name of the cookie that holds the session of a request."""
    return cookie_under(root_of(request))


def is_guarded(state: State) -> bool:
    """Return whether people must sign in.

    A store that ever had a token always requires one: when the last one expires, the service does
    not become open.
    """
    store: Store = state.store
    return state.access.oidc is not None or store.tokens.any()


def address_of(request: Request) -> str:
    """Return the client's address: the one a trusted proxy reports, else the connected peer."""
    return request.client.host if request.client else ""


def person_by_token(request: Request, token: str) -> Person:
    """Return the person whose token it is.

    A valid token always signs its person in, however many others fail. Further attempts for one
    name or from one address are not checked until the wait has ended.

    Raises:
        SignInError: the token belongs to no user.
        TooManyError: too many attempts failed from this address or for this name; it has to wait.
    """
    failures = request.app.state.limits.failures
    address, name = address_network(address_of(request)), token[:15]  # `zw_` and the token's id
    both = f"{address} {name}"
    if (wait_s := failures.wait_s(both)) > 0:
        raise too_many(wait_s)
    store: Store = request.app.state.store
    who = store.tokens.person(token)
    if who is not None:
        failures.forget(both)
        return who
    wait_s = failures.wait_s(address, name)
    failures.count(both, address, name)
    note_failure(request, "token", "service-token-invalid")
    if wait_s > 0:
        raise too_many(wait_s)
    raise SignInError(Message("service-token-invalid"))


def note_failure(request: Request, by: str, why: str) -> None:
    """Record a failed sign-in in the audit log, and count it by network."""
    store: Store = request.app.state.store
    about = {"by": by, "why": why}
    with suppress(BusyError):  # which the refusal itself need not wait for
        store.audit.count("sign-in-failed", None, about, address=address_of(request), kind=why)


def _who_asks(request: Request) -> Person | None:
    """Return the user of the request; None without a token or a valid session.

    An expired session is not an error: the page must load so that its user can sign in again.

    Raises:
        SignInError: the token in the header `Authorization` is not valid.
        TooManyError: the person, or the address, has sent too many requests.
        DeniedError: it comes through a proxy, and the service has no sign-in.
    """
    state, host = request.app.state, address_of(request)
    if not is_loopback(host):
        count(request, state.limits.addresses, address_network(host))
    if not is_guarded(state):
        proxied = next((name for name in FORWARDING if name in request.headers), None)
        if proxied is not None and not state.access.trusted_proxies:
            raise DeniedError(Message("service-proxy-unnamed", header=proxied))
        return LOCAL
    if is_loopback(host):
        count(request, state.limits.addresses, host)
    who = _known(request)
    if who is not None:
        count(request, state.limits.persons, who.name)
        request.state.until = who.until
    return who


def _known(request: Request) -> Person | None:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return person_by_token(request, text.strip())
    session = request.cookies.get(session_cookie(request))
    if session is None:
        return None
    state = request.app.state
    store: Store = state.store
    by_provider = state.provider is not None
    return store.sessions.person(session, state.access.sessions, by_provider=by_provider)


def check_known(request: Request) -> None:
    """Check that the sender of a large body is known and within the rate limits.

    Raises:
        SignInError: the user is not signed in, or the token is not valid.
        TooManyError: the person, or the address, has sent too many requests.
        DeniedError: the request comes from a page of another host.
    """
    check_origin(request)
    who = _who_asks(request)
    request.state.person = who and who.name
    if who is None:
        raise SignInError(Message("service-token-missing"))


def still_asks(request: Request, who: Person | None) -> bool:
    """Return whether a request would still be authenticated as the same person in the same role."""
    try:
        return (_known(request) if is_guarded(request.app.state) else LOCAL) == who
    except ZonewrightError:  # the token is revoked, or the store does not respond
        return False


WhoAsks = Annotated[Person | None, Depends(_who_asks)]


async def in_turn(request: Request, who: WhoAsks) -> AsyncIterator[None]:
    """Wait until only a few requests of the same person are being answered.

    Raises:
        TooManyError: too many of their requests wait already.
    """
    async with request.app.state.limits.turns.turn(who):
        yield


@dataclass(frozen=True)
class RequireRole:
    """A dependency of an endpoint that requires a role or a higher one; None: no token needed."""

    role: Role | None
    too: Role | None = None
    """A lower role that is also allowed, without the roles in between."""

    async def __call__(self, request: Request, who: WhoAsks) -> None:
        """Check the origin of a request and the role of its user.

        Raises:
            SignInError: a role is required, and the request has no token.
            DeniedError: the token's role is too low, or a page of another host sent it.
        """
        request.state.route = request.scope["route"].path
        request.state.person = who and who.name
        check_origin(request)
        if self.role is None:
            return
        if who is None:
            raise SignInError(Message("service-token-missing"))
        if _ROLES.index(who.role) < _ROLES.index(self.role) and who.role != self.too:
            role = role_message(self.role)
            raise DeniedError(Message("service-role-needed", who=person_message(who), role=role))


class AskNobody(RequireRole):
    """A dependency of an endpoint that answers everyone, even while the store does not respond."""

    async def __call__(self, request: Request) -> None:  # type: ignore[override]  # asks no store
        """Record which endpoint it is."""
        request.state.route = request.scope["route"].path


def require_role(role: Role | None, too: Role | None = None) -> Any:  # noqa: ANN401  as FastAPI's
    """Return the dependency that requires the role or a higher one; None: no token needed.

    `too` is a lower role that is also allowed.
    """
    return Depends(RequireRole(role, too))


def access_table(app: FastAPI) -> dict[tuple[str, str], Role | None]:
    """Return the least role of every endpoint, by method and path.

    If a router and its endpoint both declare one, the higher applies.

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
    """Check that the request does not come from a page of another host, except as navigation.

    Such a page may neither change anything nor embed anything of this service; without sign-in it
    could keep the service busy. An origin is scheme, host and port.

    Raises:
        DeniedError: it does.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if request.method in _SAFE:
        how = (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest"))
        is_foreign = site not in _OWN_SITES and how != ("navigate", "document")
    elif origin is None:
        is_foreign = site not in _OWN_SITES
    elif origin.lower() != (own := own_origin(request)):
        raise DeniedError(Message("service-origin-foreign", origin=origin[:80], own=own[:80]))
    else:
        is_foreign = False
    if is_foreign:
        raise DeniedError(Message("service-site-foreign", site=site[:20]))
