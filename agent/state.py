"""What a run remembers: plain JSON, references instead of what they lead to.

The state is written to the checkpoint file in full at every step, so it holds no chart, no evidence
text and no note; what a node needs of those it reads again from the record.
"""

from typing import Annotated, Any, TypedDict

from chartside.prompts.kinds import Length


class _Page(TypedDict, total=False):
    page: int


class Call(_Page):
    """One tool call of the plan: for which section, which tool, with which arguments.

    `page` counts from 1 where a call goes on from another.
    """

    section: str
    tool: str
    arguments: dict[str, Any]


class TriedCall(TypedDict):
    """A call for a question that was run: rows found in all, or the error that it ended in."""

    call: Call
    rows: int
    error: str


class Bounds(TypedDict, total=False):
    """What a document was asked to be: until when, of what, how long, in which language.

    `cited` are entries that have changed since the last signed document cited them. `dictation` is
    what was dictated for the document (`chartside.draft.Dictation`), which no record holds.
    """

    until: str
    focus: str
    length: Length
    language: str
    cited: list[str]
    dictation: dict[str, str]


class Gathered(TypedDict):
    """What was read for a section: the calls that were run, and the entries they led to."""

    calls: list[Call]
    references: list[str]


def joined(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Sections written side by side, together; a section written again replaces itself."""
    return {**old, **new}


def together(old: list[str], new: list[str]) -> list[str]:
    """Both lists, nothing twice."""
    return list(dict.fromkeys([*old, *new]))


class State(TypedDict, total=False):
    """One document in the making.

    A caller gives `draft_id` and `patient`, and may give `kind`, `since`, `bounds` and `as_of`.
    `sections` holds written statements by section id, `rounds` how often the draft was checked,
    `settled` the sections that their author would not write otherwise, `left_out` how many
    sentences a section could not take and why, `unwritten` the sections for which a model gave no
    answer of use, `unread` what the budget left unread, `spent`, `rows`, `characters` and
    `milliseconds` what reading has cost, `outcome` how the draft ended, `filed` its file's name.

    Of a question: `question` is its text, `planned` how often calls were planned for it, `enough`
    whether whoever planned wants no more than these should they find anything, `tried` the calls
    that were run.
    """

    draft_id: str
    patient: str
    kind: str
    since: str
    bounds: Bounds
    as_of: str
    created: str
    digest: str
    resources: int
    set_aside: list[str]
    prompt: str
    manifest: dict[str, int]
    todo: list[Call]
    spent: int
    evidence: dict[str, Gathered]
    unread: list[str]
    sections: Annotated[dict[str, list[dict[str, Any]]], joined]
    settled: Annotated[list[str], together]
    left_out: Annotated[dict[str, list[str]], joined]
    unwritten: Annotated[list[str], together]
    findings: dict[str, list[dict[str, Any]]]
    rounds: int
    outcome: str
    filed: str
    question: str
    planned: int
    enough: bool
    tried: list[TriedCall]
    rows: int
    characters: int
    milliseconds: int


class _Question(TypedDict, total=False):
    question: str
    cut: bool


class SectionTask(_Question):
    """What one branch of `write` gets: a section, and what was wrong with it if it was written.

    Of a question also its text, and whether the budget left something unread.
    """

    draft_id: str
    patient: str
    kind: str
    since: str
    bounds: Bounds
    as_of: str
    digest: str
    section: str
    evidence: Gathered
    earlier: list[dict[str, Any]]
