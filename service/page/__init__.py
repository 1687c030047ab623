"""The planner's page and the map alone: their HTML, modules in TypeScript, styles, messages.

Its interface to the web service:

    page_html(extent)            the page at `/`
    start_html()                 the page at `/` before there is a plan
    map_html(scenario, extent)   the map alone, at `/maps/{scenario}`
    map_script()                 the script of that map, at `/maps/{scenario}.js`
    asset(version, path)         a static file, at `/static/{version}/{path}`
    awaited_html(language, …)    a page about work that is done or has failed
    security_policy(sources)     the content security policy of every page

Geometry comes from the service's endpoints while the page runs; none is embedded.
"""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
