"""The author's own text beside what people made of it, on a terminal and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rich.text import Text

from chartside.cli.layout import hung, plain, titled
from chartside.cli.naming import shown
from chartside.cli.output import counted
from chartside.signoff.changes import Changed, Kept, changes
from chartside.signoff.distance import authors_own, since_author
from chartside.signoff.drafts import Held, Origin, Version
from chartside.signoff.store import SignoffStore

_MARKS: Final = {
    Kept.SAME: ("{}", ""),
    Kept.OUT: ("[-{}-]", "red strike"),
    Kept.IN: ("{{+{}+}}", "green"),
}
"""As `wdiff` has it: readable without colour too."""

_BY: Final = {
    Origin.AUTHOR: "written by the {by} author",
    Origin.EDIT: "edited by {by}",
    Origin.RECHECK: "checked again over a chart that had changed",
    Origin.AMENDMENT: "copied from the signed document, for {by} to correct",
}


@dataclass(frozen=True, slots=True)
class History:
    """A draft, every version of it, and the drafts that it took the place of."""

    held: Held
    versions: tuple[Version, ...]
    supersedes: tuple[str, ...]

    @property
    def changed(self) -> tuple[Changed, ...]:
        """Each sentence that is not as its author wrote it."""
        first = authors_own(self.versions)
        return changes(first.draft, self.held.draft) if first else ()

    @property
    def words(self) -> int:
        """How many words people changed in all."""
        return since_author(self.versions)

    def to_json(self) -> dict[str, Any]:
        """All of it; each changed sentence with both texts and both lists of sources."""
        first = authors_own(self.versions)
        return {
            "draft": self.held.draft.id,
            "status": self.held.status.value,
            "version": self.held.version,
            "author_version": first.version if first else None,
            "words_changed": self.words,
            "changes": [_change(one) for one in self.changed],
            "versions": [_version(one) for one in self.versions],
            "amends": self.held.amends.draft_id if self.held.amends else None,
            "supersedes": list(self.supersedes),
            "superseded_by": self.held.superseded_by,
        }

    def lines(self) -> Iterator[Text]:
        """All of it on a terminal."""
        yield from titled(
            f"Draft {shown(self.held.draft.id)}: the author's text and what it became"
        )
        yield from self._changes()
        yield from titled("Versions")
        for one in self.versions:
            by = _BY[one.origin].format(by=one.by)
            words = f", {counted(one.distance, 'word')} changed" if one.distance else ""
            yield from hung(Text(f"{one.version:>4}  "), Text(f"{one.at[:16]}  {by}{words}"))
        yield from self._others()

    def _changes(self) -> Iterator[Text]:
        changed = self.changed
        for one in changed:
            yield from hung(Text(f"   {one.statement:<5}", "dim"), _both(one))
            if one.before and one.after and one.sources[0] != one.sources[1]:
                was, now = (", ".join(cited) for cited in one.sources)
                yield from hung(Text(" " * 8), Text(f"cited {was}; cites {now}", "dim"))
        same = len(self.held.draft.statements) - sum(one.after is not None for one in changed)
        words = counted(self.words, "word")
        yield from plain(f"{words} changed; {counted(same, 'sentence')} as the author wrote it.")

    def _others(self) -> Iterator[Text]:
        if self.held.amends:
            yield from plain(f"It corrects the signed document {self.held.amends.draft_id}.")
        for name in self.supersedes:
            yield from plain(f"It took the place of draft {shown(name)}.")
        if self.held.superseded_by:
            yield from plain(f"Draft {self.held.superseded_by} took its place.")


def history(store: SignoffStore, held: Held) -> History:
    """The history of a draft."""
    name = held.draft.id
    older = (h for h in store.drafts(patient=held.draft.patient) if h.superseded_by == name)
    return History(held, store.versions(name), tuple(h.draft.id for h in older))


def _both(one: Changed) -> Text:
    """Both texts in one line: what was taken out in `[-…-]`, what came in `{+…+}`."""
    if one.after is None:
        return Text.assemble("taken out: ", (_MARKS[Kept.OUT][0].format(_words(one)), "red strike"))
    parts = ((_MARKS[run.kept][0].format(run.text), _MARKS[run.kept][1]) for run in one.runs)
    return Text(" ").join(Text(text, style) for text, style in parts)


def _words(one: Changed) -> str:
    return " ".join(run.text for run in one.runs)


def _change(one: Changed) -> dict[str, Any]:
    was, now = one.sources
    return {
        "statement": one.statement,
        "before": one.before.text if one.before else None,
        "after": one.after.text if one.after else None,
        "words_changed": one.words,
        "cited_before": list(was),
        "cited_after": list(now),
    }


def _version(one: Version) -> dict[str, Any]:
    return {
        "version": one.version,
        "origin": one.origin.value,
        "by": one.by,
        "at": one.at,
        "words_changed": one.distance,
        "sha256": one.sha256,
    }
