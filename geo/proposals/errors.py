"""Why there is no proposal."""

from __future__ import annotations

from layers.errors import ScenarioError


class NoProposalError(ScenarioError):
    """There is nothing to propose: no candidate, nothing gained, or a hard rule stays broken."""
