"""What a token permits on the record: its scopes, letter by letter, and its patient."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from chartside.fhir.search.definitions import parameters, subject_expected
from chartside.sidebar.demo_ehr.grants import Grant
from chartside.sidebar.demo_ehr.outcomes import forbidden
from chartside.sidebar.demo_ehr.records import Records
from chartside.sidebar.demo_ehr.scopes import Access, Pairs, accesses

_PATIENT: Final = "Patient"
_SUBJECTS: Final = frozenset({"patient", "subject"})
_SEEN_BY: Final = "rs"


@dataclass(frozen=True, slots=True)
class Permit:
    """One request's rights, by the grant of its token."""

    grant: Grant
    records: Records

    def _covering(self, kind: str, letters: str) -> Iterator[Access]:
        for one in accesses(self.grant.scopes):
            if any(one.covers(kind, letter) for letter in letters):
                yield one

    def may(self, kind: str, id_: str, letters: str) -> bool:
        """Whether a resource that is there is within a scope with one of these letters."""
        owner = self.records.patient_of(kind, id_)
        own = owner in {"", f"{_PATIENT}/{self.grant.patient}"}
        return any(
            (one.level != "patient" or own) and self._among(one.where, kind, id_)
            for one in self._covering(kind, letters)
        )

    def require(self, kind: str, id_: str, letter: str) -> None:
        """Refuse what is out of reach.

        Raises:
            Refused: 403.
        """
        if not self.may(kind, id_, letter):
            raise forbidden(f"the token's scopes and patient do not reach {kind} by {letter!r}")

    def require_kind(self, kind: str, letter: str) -> None:
        """Refuse a type that no scope has by this letter, before anything is looked at.

        Raises:
            Refused: 403.
        """
        if not any(self._covering(kind, letter)):
            raise forbidden(f"no scope of the token has {kind} by {letter!r}")

    def sees(self, kind: str, id_: str) -> bool:
        """Whether it may stand in an answer."""
        return self.may(kind, id_, _SEEN_BY)

    def _among(self, where: Pairs, kind: str, id_: str) -> bool:
        if not where:
            return True
        asked = urlencode([("_id", id_), *where, ("_summary", "count")])
        return bool(self.records.store.search_bundle(f"{kind}?{asked}")["total"])

    def narrowing(self, kind: str, asked: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """What a search is narrowed by, so that it finds nothing out of reach.

        Raises:
            Refused: 403: no scope to search this type, or a search for another patient, or one that
                asks of other types by the way.
        """
        self.require_kind(kind, "s")
        held = list(self._covering(kind, "s"))
        free = [one for one in held if not one.where] or held
        more = _where(free)
        if all(one.level == "patient" for one in free):
            self._require_own(kind, asked)
            more += self._of_patient(kind)
        return more

    def sifts(self, kind: str) -> bool:
        """Whether a search of this type finds what is out of reach, and has to be sifted."""
        held = list(self._covering(kind, "s"))
        free = [one for one in held if not one.where] or held
        return all(one.level == "patient" for one in free) and not self._of_patient(kind)

    def _of_patient(self, kind: str) -> list[tuple[str, str]]:
        if kind == _PATIENT:
            return [("_id", self.grant.patient or "-")]
        named = next((name for name in sorted(_SUBJECTS) if name in parameters(kind)), "")
        if subject_expected(kind) and named:
            return [(named, f"{_PATIENT}/{self.grant.patient or '-'}")]
        return []

    def _require_own(self, kind: str, asked: Iterable[tuple[str, str]]) -> None:
        own = f"{_PATIENT}/{self.grant.patient}"
        for name, value in asked:
            plain = name.partition(":")[0]
            if "." in name or plain == "_has":
                raise forbidden(
                    "a token for one patient's chart searches no other types by the way"
                )
            if plain in _SUBJECTS or (kind == _PATIENT and plain == "_id"):
                named = {one.rpartition("/")[2] for one in value.split(",")}
                if {f"{_PATIENT}/{one}" for one in named} != {own}:
                    raise forbidden("the token is for the chart of another patient")


def _where(held: Sequence[Access]) -> list[tuple[str, str]]:
    """The query parts of several scopes as one: what any of them allows.

    Of scopes by different parameters those by the first are taken: never more than was granted.
    """
    if not held[0].where:
        return []
    name = held[0].where[0][0]
    values = [one.where[0][1] for one in held if one.where[0][0] == name]
    return [(name, ",".join(dict.fromkeys(values)))]


def patient_named(resource: Mapping[str, Any]) -> str:
    """The id of the patient that a resource says it is about; for the log."""
    for name in ("subject", "patient"):
        held = resource.get(name)
        reference = held.get("reference") if isinstance(held, dict) else None
        if isinstance(reference, str) and reference.startswith(f"{_PATIENT}/"):
            return reference.removeprefix(f"{_PATIENT}/")
    return ""
