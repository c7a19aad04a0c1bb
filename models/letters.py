"""Text as a tokenizer takes it."""


def whole_letters(text: str) -> str:
    """The text with U+FFFD for halves of a letter, which JSON may hold.

    A half cannot be written as UTF-8, so neither a tokenizer nor a request takes it.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
