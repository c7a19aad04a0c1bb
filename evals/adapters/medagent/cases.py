"""Tasks as the benchmark writes them, and the functions that an agent is told of."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.errors import UsageError
from chartside.evals.user_files.reading import text_of

FUNCTIONS: Final = "funcs_v1.json"
"""What the benchmark calls the file of functions; it lies beside the tasks."""


class Category(IntEnum):
    """What a task is about, numbered as the benchmark numbers it."""

    IDENTITY = 1
    AGE = 2
    PRESSURE = 3
    MAGNESIUM = 4
    REPLACE_MAGNESIUM = 5
    MEAN_GLUCOSE = 6
    GLUCOSE = 7
    REFERRAL = 8
    REPLACE_POTASSIUM = 9
    HBA1C = 10


QUERIES: Final = frozenset(
    {
        Category.IDENTITY,
        Category.AGE,
        Category.MAGNESIUM,
        Category.MEAN_GLUCOSE,
        Category.GLUCOSE,
    }
)
"""Categories that only read; in the others the agent may have to write."""

KINDS: Final[Mapping[Category, str]] = {
    Category.IDENTITY: "MRN by name and date of birth",
    Category.AGE: "age",
    Category.PRESSURE: "record a blood pressure",
    Category.MAGNESIUM: "last magnesium of a day",
    Category.REPLACE_MAGNESIUM: "replace magnesium",
    Category.MEAN_GLUCOSE: "mean glucose of a day",
    Category.GLUCOSE: "last glucose",
    Category.REFERRAL: "refer to orthopaedics",
    Category.REPLACE_POTASSIUM: "replace potassium",
    Category.HBA1C: "last HbA1c, and a new one",
}

_LARGEST: Final = 64 * 2**20
_ID: Final = re.compile(r"task(\d{1,2})_\w{1,20}")

Function = dict[str, Any]


class _Row(BaseModel):
    """A task as it stands in the file; what else stands there is not read."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    id: Annotated[str, Field(max_length=40)]
    instruction: Annotated[str, Field(min_length=1, max_length=20_000)]
    context: Annotated[str, Field(max_length=20_000)] = ""
    eval_MRN: Annotated[str, Field(max_length=64)] = ""  # noqa: N815 - the benchmark's own name
    sol: tuple[str | int | float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A task. `solution` is only given where it cannot be computed: in the first category."""

    id: str
    category: Category
    instruction: str
    context: str
    mrn: str
    solution: tuple[str | int | float, ...] | None = None

    @property
    def kind(self) -> str:
        """Its category in words."""
        return KINDS[self.category]

    @property
    def reads_only(self) -> bool:
        """Whether nothing may be written for it."""
        return self.category in QUERIES


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a file, the functions beside it, and how many could not be used, by why."""

    cases: tuple[Case, ...]
    functions: tuple[Function, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)


def read_tasks(path: Path) -> Tasks:
    """The tasks of a user's copy.

    Raises:
        UsageError: There is no such file, it is no list of tasks, or none can be used.
        SourceError: It cannot be read.
    """
    held = _listed(path)
    cases: dict[str, Case] = {}
    aside: Counter[str] = Counter()
    for row in held:
        found = _case(row)
        if isinstance(found, str):
            aside[found] += 1
        elif cases.setdefault(found.id, found) is not found:
            aside["tasks with the id of another"] += 1
    if not cases:
        raise UsageError(
            f"{path.name} holds no task that can be used: one has id (task4_7), instruction, "
            "context and eval_MRN"
        )
    beside = path.with_name(FUNCTIONS)
    functions = _functions(beside) if beside.is_file() else ()
    return Tasks(tuple(cases.values()), functions, dict(aside))


def _case(row: object) -> Case | str:
    """A task, or why it is none."""
    try:
        held = _Row.model_validate(row)
    except ValidationError:
        return "tasks without an id, an instruction or a context that can be read"
    match = _ID.fullmatch(held.id)
    if match is None or int(match[1]) not in set(Category):
        return "tasks of a category that is not graded here"
    category = Category(int(match[1]))
    if category is Category.IDENTITY and held.sol is None:
        return "tasks without a solution where none can be computed"
    if category is not Category.IDENTITY and not held.eval_MRN:
        return "tasks of no patient"
    return Case(
        held.id, category, held.instruction, held.context, held.eval_MRN or held.id, held.sol
    )


def _functions(path: Path) -> tuple[Function, ...]:
    held = _listed(path)
    if not held or not all(isinstance(one, dict) and "name" in one for one in held):
        raise UsageError(f"{path.name} is no list of functions, each with a name")
    return tuple(held)


def _listed(path: Path) -> Sequence[Any]:
    """What a JSON file lists."""
    try:
        held = json.loads(text_of(path, _LARGEST))
    except json.JSONDecodeError as wrong:
        raise UsageError(f"{path.name} is not JSON: line {wrong.lineno}") from None
    except (RecursionError, ValueError):
        raise UsageError(f"{path.name} is not JSON that can be read") from None
    if not isinstance(held, list):
        raise UsageError(f"{path.name} is no list: the benchmark has its tasks in one JSON list")
    return held
