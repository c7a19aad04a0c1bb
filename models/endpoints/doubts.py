"""What the numbers of an answer give away: a server that cut the prompt and did not say so.

Ollama, for one, keeps to its own window and drops what does not fit, without an error. A sentence
written from half of the evidence looks like any other.
"""

import re
from typing import Any, Final

from langchain_core.messages.ai import UsageMetadata

from chartside.models.endpoints.turn import Content

CUT: Final = "the server counted fewer tokens than the prompt can have had: it may have cut it"
_A_TOKEN: Final = 8
"""Characters that no run of text has to a token on average, in any script; English has four."""
_SHORTEST: Final = 4000
"""Characters of a prompt below which no window is too small."""
_RUN: Final = re.compile(r"(.)\1{3,}", re.DOTALL)
"""Rules and blanks, of which thirty are one token."""


def notices(asked: Content, usage: UsageMetadata | None) -> dict[str, Any]:
    """`notices` and `prompt_cut` where there is reason; nothing if the server does not count."""
    if usage is None:
        return {}
    texts = [asked] if isinstance(asked, str) else [part.get("text", "") for part in asked]
    length = sum(len(_RUN.sub(r"\1", text)) for text in texts)
    doubtful = length >= _SHORTEST and usage["input_tokens"] * _A_TOKEN < length
    return {"notices": [CUT], "prompt_cut": True} if doubtful else {}
