"""One plain prompt and its answer; and what a judge is asked of a text that a model wrote."""

from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.errors import ChartsideError, EndpointFailed, ModelError
from chartside.evals.judging.judge import Scale
from chartside.models.thoughts import strip_thoughts

FAITHFUL: Final = Scale(
    "faithful",
    "Does the dialogue bear out what the note says?",
    {
        0: "most of it is not in the dialogue, or the dialogue says the contrary",
        1: "several statements are not in the dialogue, or one that matters is contradicted",
        2: "one statement that matters is not in the dialogue",
        3: "only small things are not in the dialogue",
        4: "everything that the note says is in the dialogue",
    },
)
COMPLETE: Final = Scale(
    "complete",
    "Does the note have what the reference note has?",
    {
        0: "almost nothing of it",
        1: "less than half of it",
        2: "about half of it, or something that matters for care is left out",
        3: "all but small things",
        4: "everything",
    },
)


async def answer_to(model: BaseChatModel, asked: str) -> str:
    """What a model answers to one prompt, without what it thought.

    Raises:
        ModelError: It failed, its tokens ran out while it thought, or the prompt did not fit.
    """
    try:
        said = await model.ainvoke(asked)
    except ChartsideError:
        raise
    except Exception as failure:  # noqa: BLE001 - any library's; it may carry the prompt
        name = type(failure).__name__
        raise ModelError(f"the model failed: {name}") from None
    if said.response_metadata.get("prompt_cut") is True:
        raise EndpointFailed("too-long")
    return strip_thoughts(said.text).strip()
