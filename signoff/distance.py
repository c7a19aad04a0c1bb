"""How much a person changed.

Words inserted, deleted or replaced (Levenshtein distance over words).
"""

from collections.abc import Sequence

from chartside.signoff.drafts import Origin, Version


def words_changed(before: str, after: str) -> int:
    """The fewest words to insert, delete or replace.

    >>> words_changed("Takes metformin 500 mg daily.", "Takes metformin 1000 mg twice daily.")
    2
    """
    old, new = before.split(), after.split()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    row = list(range(len(new) + 1))
    for i, word in enumerate(old, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(new, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def authors_own(versions: Sequence[Version]) -> Version | None:
    """What the author wrote last, before any person changed it.

    Of an amendment that is the signed document that it corrects.
    """
    written = [v for v in versions if v.origin in {Origin.AUTHOR, Origin.AMENDMENT}]
    return written[-1] if written else None


def since_author(versions: Sequence[Version]) -> int:
    """Words that people changed between what the author wrote last and the newest version."""
    written = authors_own(versions)
    if written is None:
        return 0
    before = {s.id: s.text for s in written.draft.statements}
    after = {s.id: s.text for s in versions[-1].draft.statements}
    return sum(
        words_changed(before.get(key, ""), after.get(key, "")) for key in {**before, **after}
    )
