"""Every error this package raises on purpose.

    ChartsideError
    ├── UsageError          the caller must change the call (exit 2)
    │   ├── MissingExtra    an optional part is not installed
    │   │   └── UnloadableExtra  it is, and a library of the system is not
    │   ├── NotThere        no draft, sentence or run has the id that was given
    │   └── NoSuchModel     the catalogue has no model of this name
    ├── SourceError         a record could not be read (exit 5)
    │   ├── NotFHIR         the input is not JSON, not FHIR, empty or cut off
    │   ├── NoSuchPatient   the record holds no such patient, or several and none was named
    │   ├── StoreError      the store cannot be used (newer version, full, read-only, damaged)
    │   ├── UnreadableImage an image file is damaged, too large, or no picture
    │   ├── DicomWebError   an archive of images gave no usable answer
    │   ├── WebError        a server gave no usable answer, or is not to be asked
    │   │   └── FHIRServerError  a FHIR server, with what its OperationOutcome says in codes
    │   └── TerminologyError a terminology service gave no usable answer
    ├── ToolError           told to the model, which may try again
    │   └── OutOfRange      a formula does not hold for a value: it was not made for it
    ├── ModelError          a reasoner failed or answered nonsense (exit 5)
    │   ├── Truncated       its tokens ran out before its answer was whole
    │   ├── PromptTooLong   what it was given leaves no room for an answer
    │   ├── NotEnoughMemory its weights do not fit on the device
    │   ├── EndpointFailed  a server gave no answer: unreachable, slow, busy, broken, refused
    │   └── OffSchema       its answers were not of the shape asked for, and the tries ran out
    ├── PolicyError         refused by policy (exit 4): unsigned, contradicted, not allowed
    │   ├── Overtaken       it is not any more what was read: read it again (or it is decided)
    │   ├── StepUpNeeded    whoever signs has to prove who they are once more
    │   ├── LaunchRefused   a SMART launch or authorisation failed, or did not verify
    │   ├── CallerRefused   a caller of a service did not prove who it is
    │   └── TooManyRuns     as many drafts are being written as may be
    ├── NothingToSay        abstained, or the chart is empty (exit 3)
    └── AuditBroken         the audit chain does not verify (exit 6)

Messages hold codes, ids and counts, never chart data: they end up in logs. Each class has a stable
`code`, which is also an anchor in docs/errors.md, and the `exit_status` that the command line ends
with.
"""

from typing import ClassVar, Final

_LISTED: Final = 5
"""Problems that one message names."""


class ChartsideError(Exception):
    """Root of the tree; catch it to catch everything this package raises on purpose."""

    code: ClassVar[str] = "chartside-error"
    exit_status: ClassVar[int] = 5


class UsageError(ChartsideError):
    """The call itself is wrong, and the message says what to change."""

    code = "usage"
    exit_status = 2


class MissingExtra(UsageError):
    """An optional part is needed and not installed."""

    code = "missing-extra"

    def __init__(self, feature: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{feature} needs an optional part: pip install 'chartside[{extra}]'")


class UnloadableExtra(MissingExtra):
    """An optional part is installed, and a library of the system that it stands on is not."""

    code = "unloadable-extra"

    def __init__(self, feature: str, extra: str, packages: str) -> None:
        self.extra = extra
        UsageError.__init__(
            self,
            f"{feature} needs a library of the system: on Debian and Ubuntu apt install {packages}",
        )


class NotThere(UsageError):
    """No draft, sentence or run has the id that was given; one of somebody else is none."""

    code = "not-there"


class NoSuchModel(UsageError):
    """The catalogue has no model of this name; `close` are names that look like it."""

    code = "no-such-model"

    def __init__(self, close: tuple[str, ...], known: tuple[str, ...]) -> None:
        self.close = close
        self.known = known
        said = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(known)}"
        super().__init__(f"the catalogue has no model of this name; {said}")


class SourceError(ChartsideError):
    """A record source could not be read."""

    code = "source"
    exit_status = 5


class NotFHIR(SourceError):
    """The input is not FHIR JSON: not JSON, another format, empty, or cut off."""

    code = "not-fhir"


class NoSuchPatient(SourceError):
    """The record holds no such patient, or holds several and none was named."""

    code = "no-such-patient"


class StoreError(SourceError):
    """A store on disk cannot be used: newer version, full disk, read-only, damaged."""

    code = "store"


class UnreadableImage(SourceError):
    """An image file cannot be shown to a model: damaged, too large, or no picture."""

    code = "unreadable-image"


class DicomWebError(SourceError):
    """An archive of images gave no usable answer, or one that is not let in.

    `reason` is one of `unreachable`, `slow`, `refused`, `unknown` (it has no such images),
    `redirected`, `elsewhere` (its name leads to an address that no archive has), `too-large`,
    `too-many`, `cut` (off, before the end), `not-dicomweb` (a page, an archive file, anything
    else), `not-asked-for` (other images) and `no-room` (on this machine's disk); `status` the HTTP
    status of a refusal.
    """

    code = "dicomweb"

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.reason = reason
        self.status = status
        said = f" (HTTP {status})" if status else ""
        super().__init__(f"the archive of images gave no usable answer: {reason}{said}")


class WebError(SourceError):
    """A server gave no usable answer, or its address is not one to be asked.

    `reason` is one of `unreachable`, `slow`, `cut` (off, before the end), `redirected`, `elsewhere`
    (its name leads to an address that it may not have), `not-listed` (an origin that nobody
    allowed), `too-large`, `encoded` (in a way that is not unpacked), `refused` and `not-json`;
    `status` is the HTTP status where there was one.
    """

    code = "web"
    _who: ClassVar[str] = "a server"

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.reason = reason
        self.status = status
        said = f" (HTTP {status})" if status else ""
        super().__init__(f"{self._who} gave no usable answer: {reason}{said}")


class FHIRServerError(WebError):
    """A FHIR server gave no usable answer, or refused.

    `reason` is one of `WebError`'s, or `not-authorised`, `forbidden`, `unknown` (no such resource),
    `gone`, `conflict`, `stale` (a version that is not the newest), `invalid`, `busy`, `broken`,
    `not-fhir`, `not-supported`, `loop` (of pages), `too-many` (pages or resources) and `ignored` (a
    search parameter that was not applied). `issues` are the codes of its OperationOutcome, never
    its words.
    """

    code = "fhir-server"
    _who = "the FHIR server"

    def __init__(
        self, reason: str, status: int | None = None, issues: tuple[str, ...] = ()
    ) -> None:
        self.issues = issues
        super().__init__(reason + (f": {', '.join(issues[:_LISTED])}" if issues else ""), status)
        self.reason = reason


class TerminologyError(SourceError):
    """A terminology service gave no usable answer: unreachable, slow, refused, too large, not FHIR.

    `reason` is one of `unreachable`, `slow`, `refused`, `too-large`, `not-fhir`; `status` the HTTP
    status of a refusal.
    """

    code = "terminology"

    def __init__(self, operation: str, reason: str, status: int | None = None) -> None:
        self.reason = reason
        self.status = status
        said = f" (HTTP {status})" if status else ""
        super().__init__(f"the terminology service gave no answer to {operation}: {reason}{said}")


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


class PolicyError(ChartsideError):
    """Refused by policy: unsigned, contradicted, or not allowed."""

    code = "policy"
    exit_status = 4


class Overtaken(PolicyError):
    """A draft or its chart is not any more what was read, or somebody else has decided.

    Another version, another text, a chart that changed: read it again. What is signed, declined,
    replaced or expired is not decided twice.
    """

    code = "overtaken"


class StepUpNeeded(PolicyError):
    """The last proof of who signs is too old: prove it again, then sign what was read."""

    code = "step-up"


class LaunchRefused(PolicyError):
    """A SMART launch, an authorisation or a token failed, or did not verify.

    `reason` is a code such as `unknown-ehr`, `state`, `expired`, `scope`, `id-token` or
    `access_denied` (what a server said, where it is a code of OAuth).
    """

    code = "launch"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the launch was refused: {reason}; open it again from the record system")


class CallerRefused(PolicyError):
    """A caller of a service did not prove who it is; `reason` is a code such as `audience`."""

    code = "caller"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the caller did not prove who it is: {reason}")


class TooManyRuns(PolicyError):
    """No more drafts may be asked for now: `whose` is `owner`, who has enough, or `all`."""

    code = "too-many-runs"

    def __init__(self, whose: str, most: int) -> None:
        self.whose = whose
        self.most = most
        who = "you have" if whose == "owner" else "there are"
        super().__init__(f"{who} {most} drafts in the making: ask again when one has ended")


class NothingToSay(ChartsideError):
    """The chart is silent on what was asked; nothing was made up.

    `looked_for` is each search with what it found. It repeats the words of whoever asked, so it is
    for their eyes and no part of the message, which may end up in a log.
    """

    code = "nothing-to-say"
    exit_status = 3

    def __init__(self, message: str, looked_for: tuple[str, ...] = ()) -> None:
        self.looked_for = looked_for
        super().__init__(message)


class AuditBroken(ChartsideError):
    """The audit chain does not verify: a row was changed, removed or reordered."""

    code = "audit-broken"
    exit_status = 6
