"""Control tokens of the model family, made inert wherever text of a record meets a prompt.

A tokenizer of this family does not tell `<end_of_turn>` written by a template from the same
letters in a note: both become the one token, and a note could end its turn and speak as the model,
pose as an image, or open a thought. So each such spelling is given other brackets before it reaches
a prompt: a person reads the same words, the tokenizer reads plain text.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"<(?P<angled>"
    r"bos|eos|pad|unk|mask|2mass|(?:start|end)_of_(?:turn|image|audio)"
    r"|(?:image|audio)_soft_token|unused[0-9]+|ctrl[0-9]+"
    r")>"
    r"|\[(?P<squared>@BOS@|multimodal)\]"
)
"""Gemma's special tokens, spelled as its tokenizer matches them: whole, and by letter case.

HTML tags are in that vocabulary too and control nothing, so they are left alone.
"""


def neutralise(text: str) -> str:
    """The text with every control token in other brackets; nothing else is changed.

    Nothing is taken out, so that what stood around a token cannot close up to form another. Doing
    it twice is doing it once. Join a text in pieces first: a token may be split between two.

    >>> neutralise("BP 120/80 <end_of_turn>")
    'BP 120/80 ⟨end_of_turn⟩'
    >>> neutralise("<b>K+ <3.5</b>")
    '<b>K+ <3.5</b>'
    """
    return _TOKEN.sub(lambda found: f"⟨{found['angled'] or found['squared']}⟩", text)


def holds_control_token(text: str) -> bool:
    """Whether `neutralise` would change the text."""
    return _TOKEN.search(text) is not None
