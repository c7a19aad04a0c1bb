"""What a process that decoded hostile files may tell: forms and bounds, and nothing else is taken.

Text stays text wherever it is shown; a picture has to begin as a PNG does.
"""

import base64
import binascii
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Line = Annotated[str, Field(max_length=2_000)]
Text = Annotated[str, Field(max_length=40_000)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Lines = Annotated[tuple[Line, ...], Field(max_length=500)]
_PNG: Final = b"\x89PNG\r\n\x1a\n"


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)


class Step(_Told):
    """What is being done, and how much of it."""

    name: Literal["wait", "fetch", "read", "prepare", "ask"]
    done: Count = 0
    total: Count = 0


class Frame(_Told):
    """A frame as a model would see it; `of` is its place in the file, from 0.

    `displayed` is the picture as a person is shown it, where that is another one; 0 elsewhere.
    """

    picture: Count
    displayed: Count = 0
    index: Count
    of: Count
    uid: Line
    size: Line


class Series(_Told):
    """Images that belong together: how many there are, how many are shown, and at which levels."""

    modality: Line
    size: Line
    images: Count
    shown: Count
    apart: Line
    ranges: Annotated[tuple[Line, ...], Field(max_length=3)]
    notices: Lines


class Box(_Told):
    """A box by its label; `side` is the patient's, empty where the header does not say."""

    label: Line
    side: Literal["", "left", "right"]
    frame: Count


class Drawn(_Told):
    """A picture by which a finding is checked."""

    kind: Literal["boxes", "studies", "keys", "sent", "image"]
    picture: Count


class Seen(_Told):
    """A frame that the model saw."""

    index: Count
    of: Count
    uid: Line


class Beside(_Told):
    """A finding beside the reports in the chart."""

    finding: Line
    answer: Line
    report: Literal[
        "report agrees",
        "report disagrees",
        "report does not mention it",
        "report is unclear",
        "no report in the chart",
    ]
    references: Lines


class Finding(_Told):
    """What a model said."""

    task: Line
    question: Line
    answer: Line
    answered: bool
    words: Text
    boxes: Annotated[tuple[Box, ...], Field(max_length=200)]
    frames: Annotated[tuple[Seen, ...], Field(max_length=2_000)]
    model: Line
    revision: Line
    published: Lines
    notices: Lines
    pictures: Annotated[tuple[Drawn, ...], Field(max_length=50)]
    beside: Annotated[tuple[Beside, ...], Field(max_length=100)]


class Picture(_Told):
    """A picture by its number, in base64."""

    number: Annotated[int, Field(ge=1, le=1000)]
    data: str

    def octets(self) -> bytes:
        """The PNG; `ValueError` where it is none."""
        try:
            held = base64.b64decode(self.data, validate=True)
        except binascii.Error:
            raise ValueError("no base64") from None
        if not held.startswith(_PNG):
            raise ValueError("no PNG")
        return held


class Failed(_Told):
    """Why there is nothing."""

    code: Annotated[str, Field(pattern=r"\A[a-z-]{1,40}\z")]
    message: Line


_KINDS: Final[dict[str, TypeAdapter[Any]]] = {
    "step": TypeAdapter(Step),
    "frame": TypeAdapter(Frame),
    "series": TypeAdapter(Annotated[tuple[Series, ...], Field(max_length=500)]),
    "finding": TypeAdapter(Finding),
    "picture": TypeAdapter(Picture),
    "notices": TypeAdapter(Lines),
    "set_aside": TypeAdapter(Lines),
    "left_out": TypeAdapter(Count),
    "failed": TypeAdapter(Failed),
    "fault": TypeAdapter(Annotated[tuple[Line, ...], Field(max_length=20)]),
    "done": TypeAdapter(Literal[True]),
}


def heard(line: object) -> tuple[str, Any]:
    """The kind and the content of a line.

    Raises:
        ValueError: It is none that is known.
    """
    if not isinstance(line, dict) or len(line) != 1:
        raise ValueError("no line of ours")
    ((kind, held),) = line.items()
    if kind not in _KINDS:
        raise ValueError("no line of ours")
    try:
        return kind, _KINDS[kind].validate_python(held)
    except ValidationError:
        raise ValueError("not of its form") from None
