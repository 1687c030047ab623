"""The address of the service as browsers see it: the root of a host, or a path of it.

Each of several plans is served under its name (ASGI's `root_path`). The operator may set the
**public address**: then links, redirects, cookies and checks of origins use it, not the host that a
request names. Without it they use that host, and the headers of a trusted proxy: the scheme, and in
`X-Forwarded-Prefix` a path that it strips. The page does not need any: its requests are relative to
its own address.
"""

import ipaddress
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette import types
from starlette.datastructures import Headers

from service.public_address import PublicAddress, origin_of, prefix_of

FORWARDING = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-prefix",
    "x-real-ip",
    "via",
)
"""The headers by which a proxy marks a request that it forwards."""
_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d{1,5})?|(?P<four>[\d.]+):\d{1,5}", re.ASCII)


def own_path(scope: types.Scope) -> str:
    """Return the requested path, relative to the service.

    >>> own_path({"path": "/north/api/plan", "root_path": "/north"})
    '/api/plan'
    """
    path: str = scope.get("path", "")
    return path.removeprefix(scope.get("root_path", ""))


def root_of(request: Request) -> str:
    """Return the path under which the service is seen, URL-encoded; "" at the root."""
    return quote(request.scope.get("root_path", ""))


def own_origin(request: Request) -> str:
    """Return scheme and host of the service, as the browser sees them."""
    return origin_of(request.url.scheme, request.headers.get("host") or request.url.netloc)


def base_of(request: Request) -> str:
    """Return the address of the service, as the browser sees it."""
    return f"{own_origin(request)}{root_of(request)}/"


def address_in(text: str) -> str | None:
    """Return the IP address that a proxy reports, without a port; None if it is none.

    >>> [address_in(text) for text in (" 192.0.2.7:4711", "[2001:db8::1]:80", "::ffff:192.0.2.7")]
    ['192.0.2.7', '2001:db8::1', '192.0.2.7']
    >>> address_in("unknown"), address_in("fe80::1%eth0")
    (None, None)
    """
    text = text.strip()
    with_port = _PORT.fullmatch(text)
    if with_port is not None:
        text = with_port["six"] or with_port["four"] or ""
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = None if parsed.version == 4 else parsed.ipv4_mapped
    return None if "%" in text else str(mapped or parsed)


class AddressMiddleware:
    """Sets who asks, and at which address the browser sees the service.

    Trusted proxies report the client, the scheme and a path prefix. At the public address is every
    request that names its host, or that any proxy forwards.
    """

    def __init__(
        self, app: types.ASGIApp, proxies: Sequence[str], public: PublicAddress | None
    ) -> None:
        self._app, self._public = app, public
        self._networks = [ipaddress.ip_network(each) for each in proxies]

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Forward a request as the browser sent it."""
        await self._app(self._seen(scope) if scope["type"] == "http" else scope, receive, send)

    def _seen(self, scope: types.Scope) -> types.Scope:
        headers, public = Headers(scope=scope), self._public
        peer = scope["client"][0] if scope.get("client") else ""
        seen = dict[str, Any]()
        is_trusted = self._trusts(peer)
        client = self._client(headers, peer) if is_trusted else peer
        if client != peer:
            seen["client"] = client, 0
        if public is not None and self._is_public(headers, public):
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            seen["scheme"] = public.scheme
            seen["headers"] = [(b"host", public.netloc.encode()), *others]
            prefix = public.path
        else:
            protocols, prefixes = map(headers.getlist, ("x-forwarded-proto", "x-forwarded-prefix"))
            prefix = prefix_of(prefixes[0]) if is_trusted and len(prefixes) == 1 else ""
            if is_trusted and protocols in (["http"], ["https"]):
                seen["scheme"] = protocols[0]
        seen["root_path"] = prefix + scope.get("root_path", "")
        seen["path"] = prefix + scope["path"]
        return {**scope, **seen}

    def _trusts(self, address: str) -> bool:
        plain = address_in(address)
        return plain is not None and any(
            ipaddress.ip_address(plain) in network for network in self._networks
        )

    def _client(self, headers: Headers, peer: str) -> str:
        """Return the last address that is none of a trusted proxy's.

        A value that is not an address is dropped, with all before it.
        """
        found = peer
        for text in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
            if (address := address_in(text)) is None:
                break
            found = address
            if not self._trusts(found):
                break
        return found

    @staticmethod
    def _is_public(headers: Headers, public: PublicAddress) -> bool:
        named = origin_of(public.scheme, headers.get("host", ""))
        return named == public.origin or any(name in headers for name in FORWARDING)
