"""The HTML of the pages, and the map that Folium makes for `/maps/{scenario}`.

The planner's page makes its own map, and a second map beside it. The separate map is Folium's: a
Leaflet map, to which the page's modules add layers. Their data come from the service's endpoints.
Three guarantees go beyond Folium's:

- no inline script: the generated script is a separate document (`map_script`), so that
  `script-src 'self'` holds;
- no external host: of Folium's page, only the element and the script are used;
- deterministic output: the map's random id is replaced.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import folium
from branca.element import Figure
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.validation import shown
from layers.errors import UnknownError
from layers.formats import FORMATS, WRITTEN
from layers.messages import Language, Message
from layers.messages.languages import facts_of
from layers.scenario_id import ID
from service.page.assets import PAGE, asset_url, chunk_urls, declared_languages
from service.report import DOSSIER, REPORTS, SLIDES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.geometry.antimeridian import Extent

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src {images}; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_STYLES = "vendor/leaflet/leaflet.css", "styles/main.css"
_LIBRARIES = "vendor/leaflet/leaflet.js", "vendor/topojson-client/topojson-client.min.js"
_RANDOM = re.compile(r"[0-9a-f]{32}")
"""What Folium names its map by."""
TEMPLATES = Environment(
    loader=FileSystemLoader(PAGE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def security_policy(image_sources: str = "") -> str:
    """Return the content security policy: nothing external except images of the named sources."""
    return _POLICY.format(images=f"'self' data: blob: {image_sources}".strip())


def page_html(extent: Extent) -> str:
    """Return the HTML of the planner's page (under 100 kB, no inline script, stable bytes).

    `extent` is what its map shows first: west, south, east, north in degrees.
    """
    return _document("page.html", "baseline", extent, "./")


def start_html() -> str:
    """Return the HTML of the page that builds a plan, if there is none yet."""
    return TEMPLATES.get_template("start.html").render(
        styles=[_seen("./", asset_url("styles/main.css"))],
        main=_seen("./", asset_url("modules/start.js")),
        **_common("./"),
    )


def awaited_html(  # noqa: PLR0913  each is a part of the page
    language: Language,
    title: str,
    sentences: Sequence[str],
    *,
    again: tuple[str, str] | None,
    back: tuple[str, str],
    is_open: bool,
) -> str:
    """Return the HTML of a page, without a script, about work that is done or has failed.

    `again` and `back` are links: an address and its words. `is_open`: the work goes on.
    """
    root = back[0]
    return TEMPLATES.get_template("awaited.html").render(
        language=facts_of(language).tag,
        title=title,
        sentences=sentences,
        again=again,
        back=back,
        is_open=is_open,
        icon=_seen(root, asset_url("styles/icon.svg")),
        styles=[_seen(root, asset_url("styles/main.css"))],
    )


def map_html(scenario: str, extent: Extent) -> str:
    """Return the HTML of the map alone, with one scenario ("baseline" for the unedited plan).

    Raises UnknownError if `scenario` is not a valid id.
    """
    if not re.fullmatch(ID, scenario):
        raise UnknownError(Message("service-scenario-id-invalid", scenario=shown(scenario)))
    scripts = [f"../maps/{scenario}.js"]
    return _document("map.html", scenario, extent, "../", map=_folium_map()[0], scripts=scripts)


def map_script() -> str:
    """Return the script that Folium generates for the map alone: a variable of its element's id."""
    return _folium_map()[1]


@cache
def _folium_map() -> tuple[Markup, str]:
    """Return the element of Folium's map and its script; where it looks is set by the modules."""
    figure = folium.Map(
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.1,
        zoom_delta=1,
        attribution_control=False,
        world_copy_jump=False,
    ).get_root()
    if not isinstance(figure, Figure):
        raise TypeError("folium gave the map no figure to stand in")
    figure.render()
    html, script = (_RANDOM.sub("alone", part.render()) for part in (figure.html, figure.script))
    return Markup(html.strip()), script.strip()  # noqa: S704 - made here


def _document(template: str, scenario: str, extent: Extent, root: str, **more: object) -> str:
    """Return an HTML document; `root` is the relative path from its address to the service's."""
    return TEMPLATES.get_template(template).render(
        scenario=scenario,
        extent=extent,
        styles=[_seen(root, asset_url(path)) for path in _STYLES],
        libraries=[_seen(root, asset_url(path)) for path in _LIBRARIES],
        main=_seen(root, asset_url("modules/main.js")),
        suffixes=[*REPORTS, *WRITTEN],
        reports=[suffix for suffix in REPORTS if suffix not in (DOSSIER, SLIDES)],
        chunks=[_seen(root, url) for url in chunk_urls("modules/main.js")],
        **_common(root),
        **more,
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
        "messages": asset_url("messages/en.ftl").removesuffix("en.ftl"),
        "font": asset_url("vendor/noto-sans-sc/noto-sans-sc.css"),
    }


def _seen(root: str, url: str) -> str:
    """Return an address of the service relative to a document."""
    return root + url.removeprefix("/")
