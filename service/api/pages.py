"""The planner's page, the map alone, and their static files."""

from fastapi import APIRouter, Request, Response

from service.api.access import EVERYONE, require_role
from service.api.bodies import compressed_response
from service.api.dependencies import ScenarioPath, SessionOf, cacheable
from service.page import asset, map_html, map_script, page_html, security_policy
from service.settings import ServiceSettings

router = APIRouter(include_in_schema=False, dependencies=[require_role(EVERYONE)])


@router.get("/")
def page(request: Request, session: SessionOf) -> Response:
    """Return the planner's page."""
    return _html(request, page_html(session.plan_session.extent))


@router.get("/maps/{scenario}.js")
def script(request: Request, session: SessionOf, scenario: ScenarioPath) -> Response:
    """Return the script of a map."""
    session.scenario(scenario)
    return cacheable(request, map_script(), "text/javascript")


@router.get("/maps/{scenario}")
def map_alone(request: Request, session: SessionOf, scenario: ScenarioPath) -> Response:
    """Return the Folium map of a scenario."""
    session.scenario(scenario)
    return _html(request, map_html(scenario, session.plan_session.extent))


@router.get("/static/{version}/{path:path}")
def static(request: Request, version: str, path: str) -> Response:
    """Return a static file of the page, text compressed."""
    file = asset(version, path)
    if file.media_type in {"font/woff2", "image/png"}:
        return Response(file.content, media_type=file.media_type, headers=file.headers)
    return compressed_response(request, file.content, file.media_type, file.headers)


def _html(request: Request, html: str) -> Response:
    response = cacheable(request, html, "text/html")
    settings: ServiceSettings = request.app.state.settings
    response.headers["Content-Security-Policy"] = security_policy(settings.policy)
    return response
