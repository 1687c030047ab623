"""The answer to a question for proposals: one proposal, several that differ, or a front."""

from geo.proposals.front import Front, front_of
from geo.proposals.phased import best_in_phases
from geo.proposals.portfolio import Portfolio, several
from geo.proposals.proposal import Proposal, best_land
from geo.proposals.question import Question
from geo.proposals.search import Progress, Search
from geo.solver import Stop
from layers import Plan
from layers.errors import MeasureError
from layers.runtime.arguments import checked_call


@checked_call(MeasureError)
def answer(
    plan: Plan, question: Question, progress: Progress | None = None, stop: Stop | None = None
) -> Proposal | Portfolio | Front:
    """Return the answer to a question about a plan, whose zones are unchanged.

    `progress` receives the gain and its bound while a model is solved; `stop` ends the search as if
    the time were spent, when requested.

    Raises:
        UnknownError, MeasureError: the plan lacks something requested; one line per problem.
        NoProposalError: nothing can be proposed; the reason says why.

    >>> from geo.proposals import Question, answer
    >>> from layers.example import example_plan
    >>> asked = {"ftzs": ["F"], "budget_km2": 2, "spread_km": 0, "tries": 500}
    >>> question = Question(objective=["population@5"], **asked)
    >>> answer(example_plan(), question).measured
    1500.0
    """
    search = Search.of(plan, question, progress, stop)
    if question.front is not None:
        return front_of(search)
    if question.phases:
        return best_in_phases(search)
    return best_land(search) if question.answers == 1 else several(search)
