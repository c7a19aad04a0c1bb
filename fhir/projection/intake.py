"""Taking a patient's resources into a chart.

Refusing what is someone else's, leaving out what has a wrong shape, and saying so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec

from chartside.fhir.attachments import objects
from chartside.fhir.documents import unreadable
from chartside.fhir.entry import Entry
from chartside.fhir.found import SetAside
from chartside.fhir.imaging.pictures import forms_of
from chartside.fhir.projection import ADMINISTRATIVE, PROJECTIONS
from chartside.fhir.projection.others import SLIP, administrative, other
from chartside.fhir.projection.problems import disputed_end
from chartside.fhir.projection.source import JSON, Json, Lookup, Source
from chartside.fhir.versions.read import as_r4
from chartside.fhir.written_here import is_own

SUBJECTS: Final = ("subject", "patient", "beneficiary")
_LONGEST_URL: Final = 4096
"""Where a resource says whose it is."""

MEANING: Final = frozenset(
    [
        "resourceType",
        "id",
        "subject",
        "patient",
        "beneficiary",
        "status",
        "clinicalStatus",
        "verificationStatus",
        "lifecycleStatus",
        "docStatus",
        "intent",
        "doNotPerform",
        "notDone",
        "notGiven",
        "taken",
        "modifierExtension",
        "implicitRules",
        "code",
        "vaccineCode",
        "medicationCodeableConcept",
        "medicationReference",
        "medication",
        "contained",
        "relationship",
    ]
)
"""Fields without which a resource would say something else.

One of them in a wrong shape sets the whole resource aside.
"""

WRONG_SHAPE: Final = (
    *(AttributeError, TypeError, ValueError, KeyError, IndexError, RecursionError),
    ArithmeticError,
)
"""What reading a field of a wrong shape raises.

`Misshapen` is a ValueError, the others come from treating text as an object, or from a number that
is too large or too small to be one.
"""


@dataclass(slots=True)
class Intake:
    """Turns raw resources of one patient into entries.

    `set_aside` grows by what could not be taken, or not whole, `own` by what Chartside wrote.
    """

    lookup: Lookup
    set_aside: list[SetAside] = field(default_factory=list)
    binaries: dict[str, bytes] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def take(self, reference: str, version: str, raw: bytes) -> Entry | None:
        """The entry of one resource, None where it was set aside."""
        try:
            if reference.partition("/")[0] in ADMINISTRATIVE:
                return self._skimmed(reference, version, raw)
            body = as_r4(JSON.decode(raw))
            if self._refused(reference, body):
                return None
            self._attached(reference, body)
            self._archived(body)
            self._disagreeing(reference, body)
            source = Source(reference, version, body, self.lookup)
            entry = self._marked(self._whole(source) or self._pruned(source), body)
            return self._unsaid(entry) if is_own(body, self._written_by) else entry
        except (msgspec.DecodeError, *WRONG_SHAPE):
            self._leave(reference, "does not have the shape of a FHIR resource")
            return None

    def _skimmed(self, reference: str, version: str, raw: bytes) -> Entry | None:
        slip = SLIP.decode(raw)
        fields = {
            name: v for name in slip.__struct_fields__ if (v := getattr(slip, name)) is not None
        }
        if self._refused(reference, fields):
            return None
        return self._marked(administrative(reference, version, slip), fields)

    def _refused(self, reference: str, body: Json) -> bool:
        """Whether it says that it is someone else's, or names a subject that leads nowhere."""
        for name in SUBJECTS:
            if name in body:
                said = body[name] if body[name].__class__ is list else [body[name]]
                if {self.lookup.target(item) for item in said} == {self.lookup.patient}:
                    return False
                self._leave(reference, "its subject is not this patient")
                return True
        if reference.startswith("Patient/") and reference != self.lookup.patient:
            self._leave(reference, "it is another patient")
            return True
        return False

    def _disagreeing(self, reference: str, body: Json) -> None:
        """Says where a Condition is called active and over at once, without a date for its end."""
        if reference.startswith("Condition/") and _disputed(body):
            self._leave(reference, "is called active and has an abatement without a date: kept")

    def _attached(self, reference: str, body: Json) -> None:
        """Fetches the Binary that a document points to; says where its text will not be read."""
        refused = False
        for attachment in forms_of(body):
            url = attachment.get("url")
            target = self._named(url)
            if not target or not (raw := self.lookup.shared(target)):
                continue
            if self._ours(target):
                self.binaries |= {target: raw, str(url): raw}
            else:
                refused = True
        if refused:
            self._leave(reference, "points to a Binary that is not this patient's: not read")
        elif reason := unreadable(body, self._binary):
            self._leave(reference, f"its text was not read: {reason}")

    def _written_by(self, named: Json) -> Json | None:
        """The person or the device that a Reference leads to."""
        target = self.lookup.target(named)
        return self.lookup.body(target) if target else None

    def _named(self, url: object) -> str | None:
        """The Binary that a URL names; a mirror keeps what lies at any other URL as one, too."""
        if not isinstance(url, str) or len(url) > _LONGEST_URL or url[:5].lower() == "data:":
            return None
        target = self.lookup.resolve(url)
        return target if target is not None and target.startswith("Binary/") else None

    def _archived(self, body: Json) -> None:
        """Keeps each Endpoint that a study of images names, under its `Type/id` and as named."""
        if body.get("resourceType") != "ImagingStudy":
            return
        for one in [body, *objects(body.get("series"))]:
            for named in objects(one.get("endpoint")):
                written = named.get("reference")
                target = self.lookup.target(named) if isinstance(written, str) else ""
                raw = self.lookup.shared(target) if target.startswith("Endpoint/") else None
                if raw is not None:
                    self.binaries |= {target: raw, str(written): raw}

    def _binary(self, url: str) -> Json | None:
        target = self.lookup.resolve(url) or url
        return self.lookup.body(target) if self._ours(target) else None

    def _ours(self, target: str) -> bool:
        """Whether a Binary is not another patient's, by its `securityContext` (FHIR R4 Binary).

        It is as that resource is: this patient's own, or of nobody. One whose context this record
        does not have at all may be anyone's.
        """
        said = (self.lookup.body(target) or {}).get("securityContext")
        if not isinstance(said, dict) or not said.get("reference"):
            return True
        owner = self.lookup.target(said)
        if owner in self.lookup.held:
            return True
        return not owner.startswith("Patient/") and self.lookup.shared(owner) is not None

    def _whole(self, source: Source) -> Entry | None:
        """The entry, None where some field has a wrong shape."""
        project = PROJECTIONS.get(source.reference.partition("/")[0], other)
        try:
            return project(source)
        except WRONG_SHAPE:
            return None

    def _pruned(self, source: Source) -> Entry | None:
        """The entry without the one field of a wrong shape, where it only adds detail."""
        body = source.body
        for name in sorted(body.keys() - MEANING, key=_dearest_last):
            less = Source(
                source.reference,
                source.version,
                {k: v for k, v in body.items() if k != name},
                self.lookup,
            )
            if entry := self._whole(less):
                self._leave(source.reference, f"{name} has a wrong shape and was left out")
                return entry
        self._leave(source.reference, "a field that carries its meaning has a wrong shape")
        return None

    def _marked(self, entry: Entry | None, body: Mapping[str, Any]) -> Entry | None:
        """A resource with a modifier that we do not know: it is kept, and supports nothing.

        Source: FHIR R4 extensibility, "modifierExtension": an application that does not understand
        one must not process the data as if it were not there.
        """
        if entry is None or not ("modifierExtension" in body or "implicitRules" in body):
            return entry
        self._leave(entry.reference, "has a modifier extension that is not understood: not used")
        return replace(entry, live=False)

    def _unsaid(self, entry: Entry | None) -> Entry | None:
        """A document that Chartside wrote: what it is called, and nothing of what it says."""
        if entry is None:
            return None
        self.own.add(entry.reference)
        return replace(entry, value=None, components=(), text=entry.label)

    def _leave(self, reference: str, reason: str) -> None:
        self.set_aside.append(SetAside("chart", None, reason, reference))


def _disputed(body: Json) -> bool:
    try:
        return bool(disputed_end(body))
    except WRONG_SHAPE:  # said where the field itself is read
        return False


def _dearest_last(name: str) -> tuple[bool, str]:
    """Tried last is what a clinician would miss most.

    A range that is unreadable without its value must not take the value along.
    """
    return name.startswith(
        ("value", "component", "onset", "effective", "performed", "reaction", "dosage")
    ), name
