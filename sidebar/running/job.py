"""What a worker is asked to do, as one line of JSON."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from chartside.errors import UsageError


@dataclass(frozen=True, slots=True)
class Job:
    """A document to write, a question to answer, or a run to go on with, of one patient.

    `record` is the absolute path of a `RecordStore`'s file, `patient` a `Patient/id` in it, `home`
    the data folder that the draft goes to (`Settings.home`). With a `question` the rest asks for
    nothing; `resume` is the id of a draft whose run was cut off. The others are what
    `Assistant.summarize` takes.

    Whoever makes a job has looked that its owner may see this patient: a worker takes its word.
    """

    record: str
    patient: str
    home: str
    kind: str = "summary"
    question: str = ""
    since: str = ""
    focus: str = ""
    length: str = "normal"
    language: str = ""
    dictation: str = ""
    resume: str = ""
    reasoner: str = "extractive"

    def to_json(self) -> dict[str, str]:
        """Plain JSON."""
        return asdict(self)


def job_from_json(data: object) -> Job:
    """A job from plain JSON.

    Raises:
        UsageError: It is none; the message names fields, never what stands in them.
    """
    if not isinstance(data, dict):
        raise UsageError("this is not a job: no object")
    given: dict[str, Any] = data
    known = {field.name for field in fields(Job)}
    odd = sorted(known & {name for name, value in given.items() if not isinstance(value, str)})
    missing = sorted({"record", "patient", "home"} - given.keys())
    if odd or missing or given.keys() - known:
        raise UsageError(f"this is not a job: {', '.join(odd + missing) or 'unknown fields'}")
    return Job(**given)
