"""Documents of the OGC API, as JSON or as a page of HTML, with their links."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response
from jinja2 import Environment, FileSystemLoader, Template
from pydantic import BaseModel

from service.api.address import base_of, own_path
from service.api.answers.base import schema_of
from service.api.bodies import with_etag
from service.api.dependencies import cacheable
from service.api.plan_session import Encoded

PREFIX = "/ogc"
GEOJSON_TYPE = "application/geo+json"
JSON_TYPE = "application/json"
SCHEMA = "application/schema+json"
HTML = "text/html"
VARY = "Accept, Accept-Encoding"
"""The headers by which answers at the same address differ."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_LONGEST_LINK = 1_000

QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

Link = dict[str, Any]
FormatQuery = Annotated[Literal["json", "html"] | None, Query(alias="f")]
"""The format of a document: HTML for a browser, unless it is named."""


def classes(of: str, names: str) -> tuple[str, ...]:
    """Return the URIs of the conformance classes of a standard, by their names."""
    return tuple(f"http://www.opengis.net/spec/{of}/conf/{name}" for name in names.split())


def answer_of(
    model: type[BaseModel], media_type: str = JSON_TYPE
) -> dict[int | str, dict[str, Any]]:
    """Return the successful answer of an operation for OpenAPI: its model as JSON, or a page."""
    as_page: dict[str, Any] = {"schema": {"type": "string"}}
    return {200: {"content": {media_type: {"schema": schema_of(model)}, HTML: as_page}}}


@dataclass(frozen=True)
class Reply:
    """How a request is answered: in which format, with which addresses and links.

    The format `f` is named by the request; without it a browser gets HTML.
    """

    request: Request
    f: Literal["json", "html"] | None = None

    @property
    def is_html(self) -> bool:
        """Return whether the answer is a page."""
        accepted = self.request.headers.get("accept", "")
        return accepted.startswith(HTML) if self.f is None else self.f == "html"

    def address(self, *path: str, **query: str) -> str:
        """Return the address of a resource of the API: the parts of its path are quoted."""
        parts = "".join(f"/{quote(part, safe='')}" for part in path)
        address = f"{base_of(self.request)}{PREFIX[1:]}{parts}"
        return f"{address}?{urlencode(query)}" if query else address

    def own_address(self, **changed: str) -> str:
        """Return the address of the request, with some parameters changed."""
        query = urlencode({**self.request.query_params, **changed})
        return f"{base_of(self.request)[:-1]}{quote(own_path(self.request.scope))}?{query}"

    def link(self, rel: str, media_type: str, *path: str, title: str = "", **query: str) -> Link:
        """Return a link to a resource of the API."""
        return link(rel, self.address(*path, **query), media_type, title)

    def answer(self, document: Mapping[str, Any], media_type: str = JSON_TYPE) -> Response:
        """Return a document as the response."""
        return cacheable(self.request, self.encoded(document, media_type), is_shared=False)

    def encoded(
        self,
        document: Mapping[str, Any],
        media_type: str = JSON_TYPE,
        headers: Mapping[str, str] | None = None,
        *,
        features: Iterable[str] | None = None,
    ) -> Encoded:
        """Return a document with its links to itself first, in `Link` too.

        `features` are texts of JSON.
        """
        known = {"Vary": VARY, **(headers or {})}
        if "links" in document:
            own = [
                link("self", self.own_address(f="json"), media_type),
                link("alternate", self.own_address(f="html"), HTML),
            ]
            if self.is_html:
                own = [own[1] | {"rel": "self"}, own[0] | {"rel": "alternate"}]
            document = {**document, "links": [*own, *document["links"]]}
            known["Link"] = in_header(document["links"])
        if self.is_html:
            known["Content-Security-Policy"] = _POLICY
            return with_etag(_page().render(document=document).encode(), HTML, known)
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        if features is not None:
            text = f'{text[:-1]}, "features": [{",".join(features)}]}}'
        return with_etag(text.encode(), media_type, known)


async def _reply(request: Request, f: FormatQuery = None) -> Reply:
    return Reply(request, f)


ReplyOf = Annotated[Reply, Depends(_reply)]


def link(rel: str, href: str, media_type: str, title: str = "") -> Link:
    """Return a link."""
    return {"rel": rel, "href": href, "type": media_type, **({"title": title} if title else {})}


def in_header(links: Iterable[Link]) -> str:
    """Return links as the header `Link` has them, without long and templated ones."""
    return ", ".join(
        f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"'
        for each in links
        if len(each["href"]) <= _LONGEST_LINK and "templated" not in each
    )


@cache
def _page() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(autoescape=True, loader=loader).get_template("page.html")
