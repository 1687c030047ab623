"""The planner's page: a Folium map as shell, plain ES modules, styles and words.

What the web service needs, and nothing else:

    page_html()                  the page at `/`
    start_html()                 the page at `/` where there is no plan yet
    map_html(scenario)           the map alone, at `/maps/{scenario}`
    map_script(scenario, extent) the script of both, at `/maps/{scenario}.js`
    asset(version, path)         a static file, at `/static/{version}/{path}`
    security_policy(sources)     the policy that every page here keeps

Geometry comes from the service's endpoints while the page runs; none is embedded.
"""

from __future__ import annotations

from service.page.assets import Asset, asset
from service.page.shell import map_html, map_script, page_html, security_policy, start_html

__all__ = [
    "Asset",
    "asset",
    "map_html",
    "map_script",
    "page_html",
    "security_policy",
    "start_html",
]
