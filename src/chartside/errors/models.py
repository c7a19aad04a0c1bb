"""What a model may try again, and where a model failed."""

from typing import Final

from chartside.errors.root import ChartsideError

_LISTED: Final = 5
"""Problems that one message names."""


class ToolError(ChartsideError):
    """Something the model should know and may correct; never a reason to stop the run."""

    code = "tool"
    exit_status = 5


class OutOfRange(ToolError):
    """A value lies outside what a clinical formula was made for; nothing is calculated.

    `name` is the input; `low` and `high` are what the formula takes, both included, as printed.
    """

    code = "out-of-range"

    def __init__(self, name: str, low: str, high: str, unit: str = "") -> None:
        self.name = name
        self.low = low
        self.high = high
        super().__init__(f"{name} must be from {low} to {high} {unit}".rstrip())


class ModelError(ChartsideError):
    """A reasoner failed, or its answer could not be used."""

    code = "model"
    exit_status = 5


class Truncated(ModelError):
    """A model's tokens ran out before its answer was whole; it may be asked again with more.

    `inside` says where: `thought`, so that there is no answer at all, or `answer`.
    """

    code = "truncated"

    def __init__(self, inside: str, most: int | None = None) -> None:
        self.inside = inside
        self.most = most
        said = f" of {most} tokens" if most is not None else ""
        super().__init__(f"the model's output{said} ended inside its {inside}")


class PromptTooLong(ModelError):
    """A prompt and the answer it asks for are longer together than the model's window."""

    code = "prompt-too-long"

    def __init__(self, prompt: int, most: int, window: int) -> None:
        self.prompt = prompt
        self.most = most
        self.window = window
        super().__init__(
            f"{prompt} tokens of prompt and {most} of answer do not fit in a window of {window}"
        )


class NotEnoughMemory(ModelError):
    """A model does not fit in the free memory of the device that it was to be put on."""

    code = "not-enough-memory"

    def __init__(self, needed: int, free: int, device: str) -> None:
        self.needed = needed
        self.free = free
        self.device = device
        super().__init__(
            f"the model needs {needed / 2**30:.1f} GiB and {device} has {free / 2**30:.1f} GiB free"
        )


class EndpointFailed(ModelError):
    """A model's server gave no usable answer within the tries and the time allowed.

    `reason` is one of `unreachable`, `slow`, `busy`, `broken` (the server says it failed),
    `refused`, `too-long` (the prompt, for the model), `redirected`, `cut` (off, before the end),
    `not-chat` (not the JSON of a chat answer) and `too-large`; `status` is the HTTP status where
    there was one, `tries` how often a server was asked, and `retry_after` the seconds that the last
    one asked to be left alone.
    """

    code = "endpoint"

    def __init__(
        self,
        reason: str,
        status: int | None = None,
        tries: int = 1,
        retry_after: float | None = None,
    ) -> None:
        self.reason = reason
        self.status = status
        self.tries = tries
        self.retry_after = retry_after
        said = f" (HTTP {status})" if status else ""
        times = f", {tries} tries" if tries > 1 else ""
        super().__init__(f"the model's endpoint gave no answer: {reason}{said}{times}")


class OffSchema(ModelError):
    """No answer of a model could be read as the shape it was asked for.

    `problems` are codes with the path of the field, never what stood there. Of the last answer.
    """

    code = "off-schema"

    def __init__(self, shape: str, problems: tuple[str, ...], asked: int) -> None:
        self.shape = shape
        self.problems = problems
        self.asked = asked
        listed = ", ".join(problems[:_LISTED]) + (", …" if len(problems) > _LISTED else "")
        super().__init__(f"no answer of shape {shape} in {asked} asked: {listed}")
