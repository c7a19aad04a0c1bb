"""A model that plays a script for each task, told by the task's words."""

import re
from collections.abc import Callable, Mapping, Sequence

_ANSWERED = re.compile(
    r"Please call FINISH if|Invalid POST request|Error in sending the GET request"
)


def playing(scripts: Mapping[str, Sequence[str]]) -> Callable[[str], str]:
    """What the model says to a prompt: the turn of the task's script that is due."""

    def said(prompt: str) -> str:
        turns = next(said for words, said in scripts.items() if words in prompt)
        return turns[min(len(_ANSWERED.findall(prompt)), len(turns) - 1)]

    return said
