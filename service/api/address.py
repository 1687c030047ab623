"""The address of the service as browsers see it: the root of a host, or a path of it.

Each of several plans is served under its name (ASGI's `root_path`). A proxy may put the service
under a further path that it strips: it sends that path as `X-Forwarded-Prefix`, which is used only
from a trusted proxy. The page does not need it: its requests are relative to its own address.
"""

import re
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from starlette import types
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_PREFIX = re.compile(r"[/A-Za-z0-9._~%-]{1,200}", re.ASCII)


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


def base_of(request: Request) -> str:
    """Return the address of the service, as the browser sees it."""
    return f"{request.url.scheme}://{request.url.netloc}{root_of(request)}/"


def prefix_of(header: str) -> str:
    """Return the path that a proxy strips, decoded; "" if the header is not a valid path.

    A redirect must stay on this host: no part of the path may be empty, lead upwards or be
    invisible, however it is encoded.

    >>> prefix_of("/zones/of%20ours/"), prefix_of("/%2Fevil.example"), prefix_of("/a/%2e%2e")
    ('/zones/of ours', '', '')
    """
    text = header.strip().rstrip("/")
    path = unquote(text)
    parts = path.split("/")[1:]
    is_plain = all(part.isprintable() and "\\" not in part for part in parts)
    if not (_PREFIX.fullmatch(text) and text.startswith("/") and is_plain):
        return ""
    return "" if {"", ".", ".."} & {*parts} else path


class TrustedProxies(ProxyHeadersMiddleware):
    """Takes client, scheme and path prefix from trusted proxies."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  uvicorn's
        """Forward a request as the browser sent it to the proxy."""
        client = scope.get("client")
        if scope["type"] == "http" and client and client[0] in self.trusted_hosts:
            named = [text for name, text in scope["headers"] if name == b"x-forwarded-prefix"]
            if len(named) == 1 and (prefix := prefix_of(named[0].decode("latin-1"))):
                root = prefix + scope.get("root_path", "")
                scope = {**scope, "root_path": root, "path": prefix + scope["path"]}
        await super().__call__(scope, receive, send)
