"""What a signature means (21 CFR 11.50: a signature states its meaning)."""

from enum import StrEnum

from chartside.errors import UsageError


class Meaning(StrEnum):
    """Why a person signs."""

    AUTHOR = "author"
    REVIEW = "review"
    APPROVE = "approve"

    @property
    def words(self) -> str:
        """As it stands under a document."""
        return {"author": "as author", "review": "as reviewer", "approve": "in approval"}[
            self.value
        ]


def meaning_of(text: str) -> Meaning:
    """The meaning with this name; `UsageError` lists them."""
    for meaning in Meaning:
        if meaning.value == text:
            return meaning
    raise UsageError(f"a signature's meaning is one of {', '.join(Meaning)}")
