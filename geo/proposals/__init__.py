"""Proposals: which land zones should take, release or swap, proven as good as can be."""

from geo.proposals.errors import NoProposalError
from geo.proposals.limits import Limits
from geo.proposals.model import Stop
from geo.proposals.proposal import Proposal, propose, propose_zone
from geo.proposals.reasons import Piece

__all__ = ["Limits", "NoProposalError", "Piece", "Proposal", "Stop", "propose", "propose_zone"]
