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

from chartside.errors.calls import MissingExtra, NoSuchModel, NotThere, UnloadableExtra, UsageError
from chartside.errors.models import (
    EndpointFailed,
    ModelError,
    NotEnoughMemory,
    OffSchema,
    OutOfRange,
    PromptTooLong,
    ToolError,
    Truncated,
)
from chartside.errors.refusals import (
    CallerRefused,
    LaunchRefused,
    Overtaken,
    PolicyError,
    StepUpNeeded,
    TooManyRuns,
)
from chartside.errors.root import AuditBroken, ChartsideError, NothingToSay
from chartside.errors.sources import (
    DicomWebError,
    FHIRServerError,
    NoSuchPatient,
    NotFHIR,
    SourceError,
    StoreError,
    TerminologyError,
    UnreadableImage,
    WebError,
)

__all__ = [
    "AuditBroken",
    "CallerRefused",
    "ChartsideError",
    "DicomWebError",
    "EndpointFailed",
    "FHIRServerError",
    "LaunchRefused",
    "MissingExtra",
    "ModelError",
    "NoSuchModel",
    "NoSuchPatient",
    "NotEnoughMemory",
    "NotFHIR",
    "NotThere",
    "NothingToSay",
    "OffSchema",
    "OutOfRange",
    "Overtaken",
    "PolicyError",
    "PromptTooLong",
    "SourceError",
    "StepUpNeeded",
    "StoreError",
    "TerminologyError",
    "TooManyRuns",
    "ToolError",
    "Truncated",
    "UnloadableExtra",
    "UnreadableImage",
    "UsageError",
    "WebError",
]
