"""The tool that finds what guests and the merchant wrote.

It gives the model where and when something was said, never what: a review is untrusted text, and a model that has
tools does not read it. The words are put in by the renderer, as a quote.
"""

from typing import Any, Literal

from pydantic import Field

from chat.orchestrator.evidence import Desk
from chat.tools.contract import Arguments, Tool
from edge.facts.voices import NOTES, REVIEWS
from edge.retrieval.search import Question, Scope, search

MOST_QUOTES = 5


class SearchArguments(Arguments):
    """Find reviews of guests, or the merchant's own notes, about a subject.

    Returns quotes, each with a placeholder such as q1, its date and its stars. Write {{q1}} on a line of its own where
    the quote belongs. You do not see its words, so do not describe them.
    """

    about: str = Field(min_length=2, max_length=300)
    where: Literal["reviews", "notes"] = "reviews"
    only_complaints: bool = Field(False, description="only reviews of three stars or fewer")


def run(desk: Desk, arguments: SearchArguments) -> dict[str, Any]:
    """Return the best quotes by placeholder."""
    scope = Scope(
        (REVIEWS if arguments.where == "reviews" else NOTES,),
        last=desk.merchant.calendar.business_date(desk.now),
        most_stars=3 if arguments.only_complaints else None,
    )
    question: Question = desk.vectors.get(arguments.about) or Question(arguments.about)
    quotes = search(desk.merchant, question, scope, limit=MOST_QUOTES)
    found = [
        {
            "placeholder": f"{{{{{desk.evidence.add_quote(quote)}}}}}",
            "date": str(quote.happened_on),
            "stars": quote.facets.get("rating"),
        }
        for quote in quotes
    ]
    return {"quotes": found}


SEARCH_DOCUMENTS = Tool("search_documents", SearchArguments, run)
