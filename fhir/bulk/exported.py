"""What an export brought."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from chartside.fhir.bulk.filling import Filling
from chartside.fhir.bulk.job import Job
from chartside.fhir.found import SetAside
from chartside.fhir.ingest import IngestReport
from chartside.fhir.received import Invalid


@dataclass(frozen=True, slots=True)
class Exported:
    """What is in the store now, from all runs that the export took.

    `resources` counts what the files held, new or already there, by the type that each file is said
    to have; `deleted` what left the store. `since` is empty for an export of everything.
    `transaction_time` is the time of the server up to which it exported. `problems` counts what the
    server says that it could not export, by severity and code; `complete` is False where that is
    more than a warning, or a file was shorter than the manifest says: the next export does not go
    on from this one's time. `notes` and `invalid` are those of `IngestReport`.
    """

    resources: int
    by_type: dict[str, int]
    files: int
    deleted: int
    set_aside: tuple[SetAside, ...]
    since: str
    transaction_time: str
    problems: dict[str, int] = field(default_factory=dict)
    complete: bool = True
    notes: tuple[str, ...] = ()
    invalid: tuple[Invalid, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; what nobody asked for is left out."""
        said = asdict(self)
        aside = [{"source": a.source, "line": a.line, "reason": a.reason} for a in self.set_aside]
        said |= {"set_aside": aside, "notes": list(self.notes)}
        if self.invalid is None:
            del said["invalid"]
        else:
            said["invalid"] = [
                {
                    "source": one.source,
                    "line": one.line,
                    "reference": one.reference,
                    "problems": [problem._asdict() for problem in one.problems],
                }
                for one in self.invalid
            ]
        return said


_HARMLESS = ("warning/", "information/")


def _complete(job: Job, filling: Filling) -> bool:
    short = any(
        one.file.role == "output" and (one.file.expected or 0) > one.mark.lines
        for one in filling.files.values()
    )
    return not short and all(problem.startswith(_HARMLESS) for problem in job.issues())


def exported(job: Job, filling: Filling, report: IngestReport) -> Exported:
    """The sum of a job whose files are all in the store."""
    by_type: Counter[str] = Counter()
    deleted = 0
    for one in filling.files.values():
        if one.file.role == "output":
            by_type[one.file.type] += one.taken
        elif one.file.role == "deleted":
            deleted += one.taken
    return Exported(
        resources=by_type.total(),
        by_type={kind: number for kind, number in sorted(by_type.items()) if number},
        files=len(filling.files),
        deleted=deleted,
        set_aside=filling.set_aside(),
        since=job.since,
        transaction_time=job.until,
        problems=job.issues(),
        complete=_complete(job, filling),
        notes=report.notes,
        invalid=report.invalid,
    )
