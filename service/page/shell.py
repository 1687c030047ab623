"""The Folium map of the page, and the HTML around it.

Folium creates the map and names its parts; their behaviour is in the static modules, their data
comes from the service's endpoints. Three guarantees go beyond Folium's:

- no inline script: the generated script is a separate document (`map_script`), so that
  `script-src 'self'` holds;
- no external host: every script and style link of a Folium element must be mapped to a local file
  in
`LOCAL_FILES`; an unmapped one raises `UnknownError`;
- deterministic output: element ids are numbered in tree order before rendering.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, Link, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.validation import shown
from layers.errors import UnknownError
from layers.formats import FORMATS, WRITTEN
from layers.messages import LANGUAGES, Message
from layers.messages.languages import facts_of
from layers.scenario_id import ID
from service.page.assets import PAGE, asset_url, chunk_urls, declared_languages
from service.report import REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src {images}; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_WORLD = (-180.0, -60.0, 180.0, 75.0)
TEMPLATES = Environment(
    loader=FileSystemLoader(PAGE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)

LOCAL_FILES: dict[str, str] = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "vendor/leaflet/leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "vendor/leaflet/leaflet.css",
    "zonewright:topojson-client.js": "vendor/topojson-client/topojson-client.min.js",
    "zonewright:folium-parts.js": "modules/folium-parts.js",
    "zonewright:main.css": "styles/main.css",
}
"""Address in a Folium element → path of the local static file."""


class PageMap(folium.Map):
    """Folium's map without tiles and without the libraries that only its markers need."""

    default_js = [("leaflet", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js")]  # noqa: RUF012
    default_css = [  # noqa: RUF012
        ("leaflet_css", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css")
    ]


class MapPart(JSCSSMixin, MacroElement):
    """One part of the map: a call to the static modules, which build it on Folium's map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "zonewright.add({{ this.part|tojson }}, {{ this._parent.get_name() }},"
        " {{ this.settings|tojson }});"
        "{% endmacro %}"
    )
    default_js = [  # noqa: RUF012 - folium's own type
        ("zonewright_parts", "zonewright:folium-parts.js"),
        ("topojson_client", "zonewright:topojson-client.js"),
    ]
    default_css = [  # noqa: RUF012 - folium's own type
        ("zonewright_page", "zonewright:main.css")
    ]

    def __init__(self, part: str, **settings: Any) -> None:  # noqa: ANN401 - any JSON value
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Part"
        self.part = part
        self.settings = settings


PAGE_PARTS = (
    "context",
    "districts",
    "demand",
    "explained",
    "reach",
    "changes",
    "consensus",
    "proposed",
    "violations",
    "references",
    "exclusions",
    "customs",
    "zones",
    "gateways",
    "clusters",
    "labels",
    "controls",
)
"""From ground to top; each name is one builder in modules/map/folium-map.ts."""


def security_policy(image_sources: str = "") -> str:
    """Return the content security policy: nothing external except images of the named sources."""
    return _POLICY.format(images=f"'self' data: blob: {image_sources}".strip())


def page_html() -> str:
    """Return the HTML of the planner's page (under 100 kB, no inline script, stable bytes)."""
    return _document("page.html", "baseline", "./")


def start_html() -> str:
    """Return the HTML of the page that builds a plan, if there is none yet."""
    return TEMPLATES.get_template("start.html").render(
        styles=[_seen("./", asset_url("styles/main.css"))],
        main=_seen("./", asset_url("modules/start.js")),
        **_common("./"),
    )


def map_html(scenario: str) -> str:
    """Return the HTML of the map alone, with one scenario ("baseline" for the unedited plan).

    Raises UnknownError if `scenario` is not a valid id.
    """
    return _document("map.html", _checked(scenario), "../")


def map_script(scenario: str, extent: tuple[float, float, float, float] = _WORLD) -> str:
    """Return the script that Folium generates for the map, which creates it and names its parts.

    `extent` is the initial (west, south, east, north) in degrees.

    Raises UnknownError if `scenario` is not a valid id.
    """
    figure = _figure(_checked(scenario), extent)
    figure.render()
    return "\n".join(line.strip() for line in figure.script.render().splitlines() if line.strip())


def _document(template: str, scenario: str, root: str) -> str:
    """Return an HTML document; `root` is the relative path from its address to the service's."""
    figure = _figure(scenario, _WORLD)
    figure.render()
    links = _links(figure)
    return TEMPLATES.get_template(template).render(
        styles=[_seen(root, _local(link)) for link in links if isinstance(link, CssLink)],
        scripts=[
            *(_seen(root, _local(link)) for link in links if isinstance(link, JavascriptLink)),
            _seen(root, f"/maps/{scenario}.js"),
        ],
        main=_seen(root, asset_url("modules/main.js")),
        suffixes=[*REPORTS, *WRITTEN],
        reports=[*REPORTS],
        chunks=[_seen(root, url) for url in chunk_urls("modules/main.js")],
        **_common(root),
        map=Markup(figure.html.render().strip()),  # noqa: S704 - made here, of a numbered id
    )


def _common(root: str) -> dict[str, str]:
    """Return the addresses that every document needs, and `root` for its modules."""
    together = [form for form in FORMATS.values() if form.beside]
    return {
        "root": root,
        "heads": " ".join(form.suffix for form in together if not form.is_folder),
        "folders": " ".join(form.suffix for form in together if form.is_folder),
        "icon": _seen(root, asset_url("styles/icon.svg")),
        "languages": declared_languages(),
        "other_language": facts_of(LANGUAGES[1]).name,
        "messages": asset_url("messages/en.ftl").removesuffix("en.ftl"),
        "font": asset_url("vendor/noto-sans-sc/noto-sans-sc.css"),
    }


def _seen(root: str, url: str) -> str:
    """Return an address of the service relative to a document."""
    return root + url.removeprefix("/")


def _figure(scenario: str, extent: tuple[float, float, float, float]) -> Figure:
    west, south, east, north = extent
    planned = PageMap(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=4,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.1,
        zoom_delta=1,
        min_zoom=2,
        max_zoom=18,
        attribution_control=False,
        world_copy_jump=False,
    )
    MapPart("plan", scenario=scenario, extent=extent).add_to(planned)
    for part in PAGE_PARTS:
        MapPart(part).add_to(planned)
    figure = planned.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("folium gave the map no figure to stand in")
    for number, element in enumerate(_tree(planned)):
        element._id = str(number)  # noqa: SLF001 - folium offers no other way to a stable id
    return figure


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001
        yield from _tree(child)


def _links(figure: Figure) -> list[Link]:
    children = figure.header._children.values()  # noqa: SLF001
    return [child for child in children if isinstance(child, Link)]


def _local(link: Link) -> str:
    path = LOCAL_FILES.get(link.url)
    if path is None:
        raise UnknownError(Message("service-link-outside", link=link.url))
    return asset_url(path)


def _checked(scenario: str) -> str:
    if not re.fullmatch(ID, scenario):
        raise UnknownError(Message("service-scenario-id-invalid", scenario=shown(scenario)))
    return scenario
