"""What a log of Inspect's holds of a suite, as plain values (`inspect_ai`)."""

import builtins
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from inspect_ai.log import EvalLog, EvalSample

from chartside.evals.capsule.notes import digest
from chartside.evals.reports.report import Case, Ran
from chartside.evals.running.set_aside import set_aside_in
from chartside.evals.suite import Suite

_SAMPLES: Final = "samples/"
_OURS: Final = "chartside.errors."
_DIGITS: Final = 16
"""Of a digest: enough to tell cases apart."""


def ran_of(suite: Suite, header: EvalLog, folder: Path, *, sample: bool) -> Ran:
    """A suite by the log in this folder that the header is of.

    A case that stopped with an error is crashed, neither right nor wrong.
    """
    cases, crashed, unscored = {}, 0, 0
    log = folder / Path(header.location).name  # where it lies may be told as a URL
    why: Counter[str] = Counter()
    for one in _samples(log):
        why.update(_why(one))
        crashed += one.error is not None
        unscored += one.error is None and _score(one) is None
        if _score(one) is not None:
            cases[one.id] = _case(one)
    order = header.eval.dataset.sample_ids or []
    return Ran(
        suite=suite,
        sample=sample,
        set_aside=set_aside_in(header.eval.metadata),
        log=log.name,
        whole=header.status == "success",
        cases=tuple(cases[named] for named in order if named in cases),
        unmeasured=dict(why),
        crashed=crashed,
        unscored=unscored,
    )


def _samples(log: Path) -> Iterator[EvalSample]:
    """Each case of a log, one at a time: together they may be larger than the memory.

    Inspect's own reader of single cases reads the list of all of them anew for each.
    """
    with ZipFile(log) as held:
        for name in dict.fromkeys(held.namelist()):
            if name.startswith(_SAMPLES):
                yield EvalSample.model_validate_json(held.read(name))


def _score(sample: EvalSample) -> Mapping[str, Any] | None:
    """What the grader held; None where none could grade."""
    if sample.error is not None or not sample.scores:
        return None
    one = next(iter(sample.scores.values()))
    return one.metadata if one.metadata and "counts" in one.metadata else None


def _why(sample: EvalSample) -> Iterator[str]:
    """Why a case is in no count: what an error of ours says, or the class of a builtin one.

    Names of other classes, as their words, may be made of what the case holds.

    The last line of a traceback is the class with its module, and what it says.
    """
    if sample.error is not None:
        kind, _, said = (sample.error.traceback.strip().splitlines() or [""])[-1].partition(": ")
        name = kind.rpartition(".")[2]
        ours = kind.startswith(_OURS) and said
        yield said if ours else name if hasattr(builtins, name) else "an error"
    elif _score(sample) is None:
        one = next(iter((sample.scores or {}).values()), None)
        yield str(sample.store.get("ungraded") or (one.reason if one else None) or "no grade")


def _judging(held: Mapping[str, Any]) -> dict[str, float]:
    """What the judge of a case cost, apart from whom it judged."""
    cost = held.get("judging") or {}
    if not cost.get("calls"):
        return {}
    tokens = cost["tokens_in"] + cost["tokens_out"]
    return {"judge_calls": cost["calls"], "judge_tokens": tokens}


def _case(sample: EvalSample) -> Case:
    held = _score(sample) or {}
    counts = {name: (int(hit), int(of)) for name, (hit, of) in held["counts"].items()}
    cost = sample.store.get("cost") or {}
    return Case(
        id=str(sample.id),
        patient=str(sample.metadata["patient"]),
        half=str(sample.metadata.get("half") or ""),
        kind=str(sample.metadata["kind"]),
        counts=counts,
        cost={**cost, "words": sample.store.get("words") or 0, **_judging(held)},
        worst=tuple(dict(one) for one in held["worst"]),
        failed=str(sample.store.get("failed") or ""),
        asked=digest([sample.input, sample.target])[:_DIGITS],
    )
