"""Criteria as SQL, chains and `_has` as steps before the query itself.

The steps are common table expressions side by side, not one within another: SQLite's parser has a
limit on how deep a statement goes.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from chartside.fhir.search.canonicals import names
from chartside.fhir.search.conditions import Sql, Value, as_list, either
from chartside.fhir.search.contained import INSIDE, POINTED, holders
from chartside.fhir.search.criteria import Chain, Criterion, Has, Plain, unescape
from chartside.fhir.search.extract import numbers_of
from chartside.fhir.search.sql import param_in, plain, probed, rows, selected

Codes = Iterable[tuple[str, str | None]]
"""Systems and codes; None for every code of the system."""
_LISTED_CODES = (
    "(code, system) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') "
    "FROM json_each(?)) OR system IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates one search.

    `codes_in` gives what the ValueSet at an address lists, `few` whether a selection of rows is
    short, `within` whether any resource of a type is contained in another.
    """

    codes_in: Callable[[str], Codes]
    few: Callable[[Sql], bool]
    within: Callable[[str], bool]
    steps: list[Sql] = field(default_factory=list)

    def before(self) -> Sql:
        """What stands in front of the query: the steps that its conditions refer to."""
        text = ", ".join(step.text for step in self.steps)
        return Sql(f"WITH {text} " if text else "", tuple(v for s in self.steps for v in s.values))

    def matching(self, resource_type: str, criteria: Sequence[Criterion]) -> Sql:
        """A condition on the alias `r` of the resource table: this type, and every criterion met.

        Raises:
            UsageError: A value is malformed for its parameter.
        """
        probing = self._probing(criteria)
        found = [
            probed(c)
            if isinstance(c, Plain) and at in probing
            else self._criterion(resource_type, c)
            for at, c in enumerate(criteria)
        ]
        # The plus keeps SQLite from walking a whole type where a criterion names the few it is.
        few = any(part.text.startswith("r.number IN (") for part in found)
        parts = [Sql("+r.type = ?" if few else "r.type = ?", (resource_type,)), *found]
        return Sql(" AND ".join(p.text for p in parts), tuple(v for p in parts for v in p.values))

    def _probing(self, criteria: Sequence[Criterion]) -> set[int]:
        """Positions of the criteria to be asked only of what the others leave.

        None, unless another one selects few: one that selects much would be walked whole.
        """
        if len(criteria) < 2:  # noqa: PLR2004 - one has no other
            return set()
        rest, leading = set(), False
        for at, one in enumerate(criteria):
            if not isinstance(one, Plain) or (found := selected(one)) is None:
                continue
            if one.modifier != "not" and self.few(found):
                leading = True
            else:
                rest.add(at)
        return rest if leading else set()

    def _criterion(self, resource_type: str, criterion: Criterion) -> Sql:
        if isinstance(criterion, Chain):
            return self._chain(criterion)
        if isinstance(criterion, Has):
            return self._has(resource_type, criterion)
        return self._in(criterion) if criterion.modifier in {"in", "not-in"} else plain(criterion)

    def _step(self, select: str, values: tuple[Value, ...] = (), columns: str = "target") -> str:
        """Add a step that gives targets of references; gives its name."""
        name = f"reached{len(self.steps)}"
        self.steps.append(Sql(f"{name} ({columns}) AS ({select})", values))
        return name

    def _chain(self, chain: Chain) -> Sql:
        """References to what meets the criterion behind the chain, whichever way they are written.

        The inner `r` hides the outer one.
        """
        conditions: tuple[list[Sql], ...] = ([], [], [])
        for kind, criterion in chain.ways:
            where = self.matching(kind, [criterion])
            outside = self._outside(where, names(kind) if chain.parameter.canonical else None)
            inside = self._inside(where) if self.within(kind) else []
            for found, condition in zip(conditions, [outside, *inside], strict=False):
                found.append(condition)
        held = [rows(chain.parameter, either(found)) for found in conditions if found]
        text = " UNION ALL ".join(part.text for part in held)
        return Sql(f"r.number IN ({text})", tuple(v for part in held for v in part.values))

    def _outside(self, where: Sql, canonicals: Sql | None) -> Sql:
        """A reference to a resource that meets a condition, by address, identifier or canonical."""
        reached = self._step(
            f"SELECT r.type || '/' || r.id FROM resource AS r WHERE {where.text}",  # noqa: S608 - values are bound
            where.values,
        )
        ways = [
            f"SELECT target FROM {reached}",  # noqa: S608 - our own names
            f"SELECT c.text FROM conditional AS c JOIN {reached} USING (target)",  # noqa: S608 - our own names
        ]
        if canonicals is not None:
            named = self._step(
                f"SELECT n.text FROM {canonicals.text} AS n "  # noqa: S608 - values are bound
                f"JOIN resource AS r ON r.number = n.resource WHERE {where.text}",
                (*canonicals.values, *where.values),
            )
            ways.append(f"SELECT target FROM {named}")  # noqa: S608 - our own names
        written = self._step(" UNION ALL ".join(ways))
        return Sql(f"target IN (SELECT target FROM {written})")  # noqa: S608 - our own names

    def _inside(self, where: Sql) -> list[Sql]:
        """A reference to what meets a condition and is contained in the resource that holds it."""
        found = self._step(
            f"SELECT {POINTED} FROM {INSIDE} AS r WHERE {where.text}",  # noqa: S608 - values are bound
            where.values,
            "target, container",
        )
        return [Sql(text) for text in holders(found)]

    def _has(self, resource_type: str, has: Has) -> Sql:
        """What a resource that meets the criterion refers to."""
        numbers = numbers_of(has.parameter)
        where = self.matching(has.parameter.type, [has.criterion])
        pointed = self._step(
            "SELECT coalesce(nullif(c.target, ''), f.target) "  # noqa: S608 - values are bound
            f"FROM (SELECT r.number FROM resource AS r WHERE {where.text}) AS h "
            f"CROSS JOIN reference AS f ON f.resource = h.number AND f.{param_in(numbers)} "
            "LEFT JOIN conditional AS c ON c.text = f.target",
            (*where.values, *numbers),
        )
        found = Sql(
            f"SELECT p.number FROM {pointed} JOIN resource AS p "  # noqa: S608 - our own names
            "ON p.type = substr(target, 1, instr(target, '/') - 1) "
            "AND p.id = substr(target, instr(target, '/') + 1)"
        )
        canonicals = names(resource_type) if has.parameter.canonical else None
        if canonicals is not None:
            named = (
                f"SELECT n.resource FROM {canonicals.text} AS n JOIN {pointed} ON target = n.text"  # noqa: S608 - values are bound
            )
            found = Sql(f"{found.text} UNION ALL {named}", canonicals.values)
        return Sql(f"r.number IN ({found.text})", found.values)

    def _in(self, criterion: Plain) -> Sql:
        """`:in` a ValueSet that lists its codes."""
        listed = [pair for value in criterion.values for pair in self.codes_in(unescape(value))]
        codes = json.dumps([[code, system] for system, code in listed if code is not None])
        whole = as_list([system for system, code in listed if code is None])
        found = rows(criterion.parameter, Sql(_LISTED_CODES, (codes, whole)))
        word = "NOT IN" if criterion.modifier == "not-in" else "IN"
        return Sql(f"r.number {word} ({found.text})", found.values)


def names_resources(where: Sql) -> bool:
    """Whether a criterion of a translated search names the resources it is about.

    Else SQLite walks the type, in the order of ids.
    """
    return where.text.startswith("+")
