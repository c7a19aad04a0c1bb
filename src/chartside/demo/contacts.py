"""Between the reviews: calls, consultants, clinics; each an Encounter and its letter."""

from collections.abc import Iterator
from dataclasses import dataclass

from chartside.demo.notes import CONSULT, NEW_SYSTEM, document, html, plain, text_of
from chartside.demo.people import PRACTICE, display, employer
from chartside.demo.shapes import Json, Term, at
from chartside.demo.visits import encounter


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact with its letter.

    `key` names the Encounter, and `letter-<key>` the DocumentReference, `written` the day of a
    letter that waited for something.
    """

    key: str
    clock: str
    minutes: int
    who: str
    kind: str
    story: str
    plan: tuple[str, ...] = ()
    term: Term = CONSULT
    code: str = "AMB"
    reason: str = ""
    organization: str = ""
    written: str = ""

    @property
    def day(self) -> str:
        """The calendar day, which ends the key: `cardiology-2019-11-26`."""
        return self.key[-10:]

    @property
    def reference(self) -> str:
        """The Encounter."""
        return f"Encounter/{self.key}"

    def resources(self) -> Iterator[Json]:
        """The Encounter and its letter.

        HTML from the practice's newer system, plain text from everyone else.
        """
        where = self.organization or employer(self.who)
        yield encounter(
            self.key,
            self.kind,
            self.who,
            at(self.day, self.clock),
            at(self.day, self.clock, self.minutes),
            code=self.code,
            reason=self.reason,
            organization=where,
        )
        title = f"{self.term.text}: {self.reason or self.kind}"
        plan = (("Plan", self.plan),) if self.plan else ()
        sections = (("Findings", (self.story,)), *plan, ("Signed", (display(self.who),)))
        modern = where == PRACTICE and self.day >= NEW_SYSTEM
        yield document(
            f"letter-{self.key}",
            self.term,
            self.who,
            at(self.written, "16:00") if self.written else at(self.day, self.clock, self.minutes),
            html(title, sections) if modern else plain(title, text_of(title, sections)),
            encounter=self.reference,
            custodian=where,
        )
