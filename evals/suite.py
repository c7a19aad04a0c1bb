"""What a suite says of itself, in a TOML file beside its code: what it counts, what it is run on.

    line = "Dictations against what was said."
    task = "chartside.evals.suites.dictation:dictation"
    takes = ["data", "reasoner"]
    redrawn = "recordings"
    data = "a folder of sound files, each with its words in a .txt beside it"

    [[measures]]
    name = "words-wrong"
    words = "words left out, put in or heard as another, of the words said"
    better = "fewer"
    trials = false

An adapter to a public benchmark adds a table `published`: its licence, its own figures, and what
this measure does otherwise.
"""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.errors import UsageError
from chartside.evals.user_files.reading import octets_of

Counts = dict[str, tuple[int, int]]
"""By the name of a figure: so many of so many."""

Option = Literal["source", "panel", "seed", "reasoner", "data", "judge"]
"""What a suite may be told: the records, invented patients beside them, which cases are drawn, who
answers, the user's copy of its material, and the model that judges."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, Field(min_length=1, max_length=400)]


class _Said(BaseModel):
    """A part of a declaration; an unknown key is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Measure(_Said):
    """A figure: its name in a gate, what is counted over what, and whether more is better.

    `trials`: each of what is counted is right or wrong by itself, so that an interval of
    proportions holds; not so for overlaps, points and error rates, which are only redrawn.
    `judged`: a model said what is right.
    """

    name: Name
    words: Line
    better: Literal["more", "fewer"] = "more"
    trials: bool = True
    judged: bool = False

    @property
    def higher(self) -> bool:
        """Whether more is better."""
        return self.better == "more"

    def is_short(self, count: tuple[int, int]) -> bool:
        """Whether the figure of one case is short of what it could be."""
        hits, out_of = count
        return bool(out_of) and (hits < out_of if self.higher else hits > 0)


class Reference(_Said):
    """A published figure: of whom, which one, and how much of 1."""

    who: Line
    figure: Line
    value: Annotated[float, Field(ge=-1, le=1)]
    source: Line


class Published(_Said):
    """The public benchmark behind an adapter.

    `licence` is of its code or questions, `data` of what they are asked about; `differs` is what
    this measure does otherwise than the published one, so that nobody compares what cannot be.
    """

    name: Line
    home: Line
    licence: Line
    data: Line
    differs: tuple[Line, ...] = ()
    figures: tuple[Reference, ...] = ()


class Suite(_Said):
    """A suite by its declaration.

    `task` is where Inspect's task is, as `module:function`. `redrawn` is what cases belong to and
    fail together by: intervals redraw it. `data` says what a user's copy has to look like, and
    `sample` what stands in where there is none: without a sample it is not run then.
    `server`: it asks a FHIR server itself, where others have its records laid down as files first.
    `digest` is of the cases of a suite of a user's own: two that differ asked something else.
    """

    name: Name
    line: Line
    task: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")]
    takes: tuple[Option, ...] = ()
    redrawn: Line = "patients"
    data: str = ""
    sample: str = ""
    model: bool = False
    server: bool = False
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    published: Published | None = None
    digest: str = ""

    @property
    def carried(self) -> dict[str, str]:
        """What its task is told besides its options: a suite of one file says which."""
        return {}

    @property
    def reads(self) -> dict[str, str]:
        """Files and folders that it names itself and is run on, by what they are to it."""
        return {}

    @cached_property
    def by_name(self) -> dict[str, Measure]:
        """Its figures by their names. The first is the one that its cases are drawn by."""
        return {m.name: m for m in self.measures}

    @property
    def stand_in(self) -> str:
        """What it is run on where no material is named; empty where it needs some, or takes none.

        An adapter has a few cases of our own making.
        """
        return self.sample or ("a few cases of our own making" if self.published else "")

    @property
    def needs_data(self) -> bool:
        """Whether it is run on a user's material only."""
        return bool(self.data) and not self.stand_in


_LONGEST: Final = 1_000_000


def read_suite(path: Path) -> Suite:
    """The declaration in a file; a suite is named as its file is, `_` written `-`.

    Raises:
        UsageError: There is no such file, or it is no declaration.
        SourceError: It cannot be read.
    """
    held = toml(path)
    held.setdefault("name", path.stem.replace("_", "-"))
    try:
        return Suite.model_validate(held)
    except ValidationError as wrong:
        raise UsageError(f"{path.name} declares no suite: {places(wrong)}") from None


def toml(path: Path) -> dict[str, object]:
    """What a TOML file holds.

    Raises:
        UsageError: There is none, it is not TOML, or is far too long for what people write.
        SourceError: It cannot be read.
    """
    try:
        return tomllib.loads(octets_of(path, _LONGEST).decode())
    except ValueError:  # TOML, or not even text
        raise UsageError(f"{path} is not TOML") from None


def places(wrong: ValidationError) -> str:
    """Where a file is not as it should be, and what should be there; nothing of what is there."""
    told = [
        f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}"
        for e in wrong.errors(include_input=False, include_context=False, include_url=False)
    ]
    return "; ".join(told[:5])
