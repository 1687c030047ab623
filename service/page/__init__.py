"""The planner's page and the map alone: their HTML, modules in TypeScript, styles, messages.

Its interface to the web service:

    page_html(extent)            the page at `/`
    start_html()                 the page at `/` if there is no plan yet
    map_html(scenario, extent)   the map alone, at `/maps/{scenario}`
    map_script()                 the script of that map, at `/maps/{scenario}.js`
    asset(version, path)         a static file, at `/static/{version}/{path}`
    security_policy(sources)     the content security policy of every page

Geometry comes from the service's endpoints while the page runs; none is embedded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.runtime.lazy import lazy_names

if TYPE_CHECKING:
    from service.page.assets import Asset, asset
    from service.page.shell import map_html, map_script, page_html, security_policy, start_html
else:
    _SHELL = ("map_html", "map_script", "page_html", "security_policy", "start_html")
    __getattr__ = lazy_names(
        __name__,
        dict.fromkeys(("Asset", "asset"), "service.page.assets")
        | dict.fromkeys(_SHELL, "service.page.shell"),
    )

__all__ = ["Asset", "asset", "map_html", "map_script", "page_html", "security_policy", "start_html"]
