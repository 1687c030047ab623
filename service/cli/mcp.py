"""The command `mcp`: a plan and its scenarios as tools for assistants."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from layers.runtime.extras import require
from service.cli.options import PlanPath, StoreUrl, open_plan, open_store, store_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer

_Http = Annotated[
    bool,
    typer.Option("--http", help="Serve over HTTP to this machine, not standard input and output."),
]
_Port = Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on, with --http.")]


def mcp(plan: PlanPath, store: StoreUrl = None, port: _Port = 8765, *, http: _Http = False) -> None:
    """Serve a plan to assistants by the Model Context Protocol, over standard input or HTTP.

    Its tools measure, compare, score, explain, check and propose, list and read scenarios, and
    draft a new, private one; none approves, deletes or changes existing ones. They have the
    permissions of the token in ZONEWRIGHT_TOKEN, or over HTTP of each request's token. Needs
    `pip install 'zonewright[mcp]'`.
    """
    require("mcp", "mcp")
    import anyio

    from service.app import create_app
    from service.model_context import server_of

    with open_store(store_of(plan, store)) as opened:
        app = create_app(open_plan(plan), opened)
        token = None if http else os.environ.get("ZONEWRIGHT_TOKEN")
        server = server_of(app, version("zonewright"), token)
        anyio.run(_serve, app, server, port if http else None)


async def _serve(app: FastAPI, server: MCPServer, port: int | None) -> None:
    """Serve until the client ends standard input, or (with a port) until interrupted."""
    async with app.router.lifespan_context(app):
        if port is None:
            await server.run_stdio_async()
        else:
            await server.run_streamable_http_async(port=port, stateless_http=True)
