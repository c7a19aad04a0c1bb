"""The answerer that goes with an author: a model's, or the one that needs none."""

from chartside.agent.asking.answerer import Answerer
from chartside.agent.asking.extractive import ExtractiveAnswers
from chartside.agent.asking.model.answerer import ModelAnswers
from chartside.agent.authors.author import Author
from chartside.agent.authors.model.author import ModelAuthor


def open_answerer(author: Author) -> Answerer:
    """Whoever answers questions: the model that writes, else the extractive answerer.

    An author of somebody's own writes documents; questions are then answered without a model.
    """
    if isinstance(author, ModelAuthor):
        return ModelAnswers(author.model, author.identity)
    return ExtractiveAnswers()
