"""Proposals: which land zones should take, release or swap, proven as good as can be."""

from geo.proposals.answer import answer
from geo.proposals.certificate import Pieces
from geo.proposals.front import Front, FrontPoint, front
from geo.proposals.limits import Limits
from geo.proposals.portfolio import Often, Portfolio, portfolio
from geo.proposals.proposal import Proposal, propose, propose_zone
from geo.proposals.question import NoProposalError, Question
from geo.proposals.reasons import Piece
from geo.proposals.robustness import Robustness
from geo.proposals.search import Step
from geo.solver import Stop

__all__ = [
    "Front",
    "FrontPoint",
    "Limits",
    "NoProposalError",
    "Often",
    "Piece",
    "Pieces",
    "Portfolio",
    "Proposal",
    "Question",
    "Robustness",
    "Step",
    "Stop",
    "answer",
    "front",
    "portfolio",
    "propose",
    "propose_zone",
]
