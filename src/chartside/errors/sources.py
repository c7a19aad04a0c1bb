"""A record, a server or a file gave nothing that can be used."""

from typing import ClassVar, Final

from chartside.errors.root import ChartsideError

_LISTED: Final = 5
"""Problems that one message names."""


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
