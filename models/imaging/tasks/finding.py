"""What a model said of images, with all that a person needs to check it.

A finding is no diagnosis. It names the frames that the model saw, the model and its revision, the
words it was asked with, and how well such a model did where that was measured.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from chartside.models.imaging.instance import Slice
from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.sides import Side

LABEL: Final = (
    "Written by software (AI) from images; not a diagnosis. "
    "A qualified person compares it with the images before it is used."
)
"""Stands on every output, whatever its form."""
NO_ANSWER: Final = "no answer"
"""The model was asked for one and gave none that can be read."""

PixelBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the frame as it was taken, without padding."""


class Task(StrEnum):
    """What a model is asked to do with images."""

    DESCRIBE = "describe"
    ANSWER = "answer"
    COMPARE = "compare"
    LOCATE = "locate"
    CLASSIFY = "classify"


@dataclass(frozen=True, slots=True)
class FrameUsed:
    """A frame that the model saw.

    `index` counts from 0 in the order in which it saw them, `frame` from 0 in the file; `source` is
    the file as it was named. `uid`, `series` and `study` are DICOM's, None for other files.
    """

    index: int
    source: str
    frame: int
    uid: str | None = None
    series: str | None = None
    study: str | None = None

    @classmethod
    def of(cls, frame: Frame) -> Self:
        """The frame without its pixels."""
        one: Slice = frame.slice
        return cls(frame.index, one.of.source, one.frame, one.of.uid, one.of.series, one.of.study)

    def to_json(self) -> dict[str, Any]:
        """Under the names that `--task prepare` has for them."""
        return {
            "sop_instance_uid": self.uid,
            "index": self.index,
            "source": self.source,
            "frame": self.frame,
            "study_instance_uid": self.study,
            "series_instance_uid": self.series,
        }


@dataclass(frozen=True, slots=True)
class FoundBox:
    """A box that a model drew, on one frame. `label` is the model's word for what is in it.

    `side` is the side of the patient that its middle lies on; None where the header does not say.
    """

    label: str
    box: PixelBox
    index: int
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A label and its score on one frame, as the model scores it: it ranks, and is no probability.

    `margin` is by how much the frame is nearer to the finding than to its absence; None where the
    labels were only ranked against each other. `probability` is there where a probe was fitted to
    examples, and holds for images like those.
    """

    label: str
    score: float
    index: int
    margin: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """How well a model did at a task where that was measured, and what was not measured."""

    dataset: str
    metric: str
    value: str
    evaluated: str
    not_evaluated: str
    source: str
    chance: str = ""

    @property
    def sentence(self) -> str:
        """All of it for a reader."""
        chance = f" ({self.chance} by chance)" if self.chance else ""
        return (
            f"Published for this model: {self.metric} {self.value}{chance} on {self.dataset}. "
            f"Measured on {self.evaluated}; not on {self.not_evaluated}. Source: {self.source}."
        )


@dataclass(frozen=True, slots=True)
class ImageFinding:
    """What a model said of one or more frames.

    `words` are the model's own, its thoughts taken out. `answer` is the short answer that it was
    asked for: `yes`, `no`, a choice or a few words; `NO_ANSWER` where it gave none, None where the
    task asks for none. `published` is empty where no figure speaks for this model, task and kind of
    image; `notices` then say so. `prompt` names each prompt with its version and digest.
    """

    task: Task
    question: str
    frames: tuple[FrameUsed, ...]
    model: str
    revision: str = ""
    words: str = ""
    answer: str | None = None
    boxes: tuple[FoundBox, ...] = ()
    labels: tuple[Ranked, ...] = ()
    published: tuple[Published, ...] = ()
    notices: tuple[str, ...] = ()
    prompt: dict[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether anything was said that can be used."""
        return self.answer != NO_ANSWER

    def to_json(self) -> dict[str, Any]:
        """All of it, its label first."""
        return {
            "label": LABEL,
            "task": self.task.value,
            "question": self.question,
            "answer": self.answer,
            "words": self.words,
            "boxes": [{**asdict(one), "box": list(one.box)} for one in self.boxes],
            "labels": [asdict(one) for one in self.labels],
            "frames": [one.to_json() for one in self.frames],
            "model": self.model,
            "revision": self.revision or None,
            "prompt": self.prompt,
            "published": [asdict(one) for one in self.published],
            "notices": list(self.notices),
        }


def used(frames: Sequence[Frame]) -> tuple[FrameUsed, ...]:
    """Frames without their pixels."""
    return tuple(FrameUsed.of(one) for one in frames)
