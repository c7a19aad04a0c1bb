"""Linear probes: findings told from MedSigLIP's vectors by a site's own examples.

Each label is a logistic regression of its own. How good it is was measured on examples that were
held out in turn, and its probabilities are fitted to those (Platt, 1999). They hold for images as
the examples were, with labels as frequent as there, and for no others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from chartside.errors import UsageError
from chartside.models.imaging.tasks.asker import About
from chartside.models.imaging.tasks.asking import Reply
from chartside.models.imaging.tasks.finding import ImageFinding, Ranked, Task
from chartside.models.imaging.tasks.logistic import area, fit, sigmoid
from chartside.models.imaging.tasks.seeing import Seen
from chartside.models.siglip import MedSigLIP

_FOLDS: Final = 5
_LEAST: Final = 10
"""Examples with a label, and without it."""
_ENOUGH: Final = 512
"""Examples from which such a probe matched a model made for chest X-rays (TR1, table 16)."""
_PENALTY: Final = 1e-2
_SOFT: Final = 1e-3
_SUFFIX: Final = ".npz"
_PARTS: Final = ("model", "labels", "weights", "platt", "positive", "examples", "areas")


@dataclass(frozen=True, slots=True)
class LinearProbe:
    """A probe for vectors of one model.

    `areas` are ROC areas by label on held-out examples, of which there were `examples`, `positive`
    of them with the label. `platt` is slope and constant by label.
    """

    model: str
    labels: tuple[str, ...]
    weights: Any = field(repr=False)
    platt: Any = field(repr=False)
    positive: tuple[int, ...]
    examples: int
    areas: tuple[float, ...]

    @classmethod
    def fitted(
        cls, model: str, vectors: Any, labels: Mapping[str, Sequence[bool]]
    ) -> "LinearProbe":
        """A probe from examples.

        Args:
            model: Name and revision of the model: `MedSigLIP.name`.
            vectors: One for each example, unit length.
            labels: For each label whether each example has it.

        Raises:
            UsageError: No label, lists of other lengths, or fewer than ten examples with a label or
                without it.
        """
        rows = np.asarray(vectors, np.float64)
        truths = {name: np.asarray(given, bool) for name, given in labels.items()}
        if rows.ndim != 2 or not truths or any(len(t) != len(rows) for t in truths.values()):  # noqa: PLR2004 - rows and columns
            raise UsageError("a probe is fitted to a vector for each example and its labels")
        few = [t for t in truths.values() if min(t.sum(), (~t).sum()) < _LEAST]
        if few:
            raise UsageError(
                f"a probe needs {_LEAST} examples with each label and {_LEAST} without"
            )
        held_out = {name: _held_out(rows, t) for name, t in truths.items()}
        return cls(
            model=model,
            labels=tuple(truths),
            weights=np.stack([fit(rows, t, _PENALTY) for t in truths.values()]),
            platt=np.stack([fit(held_out[n][:, None], t, _SOFT) for n, t in truths.items()]),
            positive=tuple(int(t.sum()) for t in truths.values()),
            examples=len(rows),
            areas=tuple(area(held_out[name], t) for name, t in truths.items()),
        )

    def probabilities(self, vectors: Any) -> Any:
        """For each vector the probability of each label; rows x labels.

        Raises:
            UsageError: Vectors of another length.
        """
        rows = np.asarray(vectors, np.float64)
        if rows.ndim != 2 or rows.shape[1] + 1 != self.weights.shape[1]:  # noqa: PLR2004 - rows and columns
            raise UsageError("these vectors are of another length than those of the probe")
        scores = rows @ self.weights[:, :-1].T + self.weights[:, -1]
        return sigmoid(scores * self.platt[:, 0] + self.platt[:, 1])

    def save(self, path: Path) -> None:
        """Write it to an `.npz` file; nothing in it is code."""
        if path.suffix != _SUFFIX:
            raise UsageError(f"a probe is kept in a file that ends with {_SUFFIX}")
        held = {part: np.asarray(getattr(self, part)) for part in _PARTS}
        np.savez(path, allow_pickle=False, **held)

    @classmethod
    def read(cls, path: Path, model: str) -> "LinearProbe":
        """A probe from a file; no code in it is run.

        Raises:
            UsageError: It is no such file, or its vectors are of another model.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                probe = _made({part: held[part] for part in _PARTS})
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            raise UsageError("the file is no linear probe") from None
        if probe.model != model:
            raise UsageError(f"the probe is for vectors of {probe.model}, not of {model}")
        return probe


def probed(model: MedSigLIP, probe: LinearProbe, seen: Seen) -> ImageFinding:
    """Labels of an image by a probe, the likeliest first; of several frames the likeliest one.

    Raises:
        UsageError: The probe is for another model.
    """
    if probe.model != model.name:
        raise UsageError(f"the probe is for vectors of {probe.model}, not of {model.name}")
    likely = probe.probabilities(model.embed_images([one.picture() for one in seen.frames]))
    best = likely.argmax(axis=0)
    rows = [
        Ranked(name, float(likely[at, n]), seen.frames[at].index, probability=float(likely[at, n]))
        for n, (name, at) in enumerate(zip(probe.labels, best.tolist(), strict=True))
    ]
    name, _, revision = model.name.partition("@")
    about = About(Task.CLASSIFY, ", ".join(probe.labels), seen, notices=_told(probe))
    found = about.finding(
        Reply("", f"{name} with a linear probe", revision),
        labels=tuple(sorted(rows, key=lambda one: one.score, reverse=True)),
    )
    return replace(found, published=())


def _told(probe: LinearProbe) -> tuple[str, ...]:
    said = [
        f"{name}: ROC area {a:.3f} on held-out examples ({p} of {probe.examples} with it)"
        for name, a, p in zip(probe.labels, probe.areas, probe.positive, strict=True)
    ]
    if probe.examples < _ENOUGH:
        said.append(f"fitted to fewer than {_ENOUGH} examples: expect less of it elsewhere")
    said.append("probabilities hold for images like the examples, with labels as frequent as there")
    return tuple(said)


def _held_out(rows: Any, truth: Any) -> Any:
    """A score for each example by a probe that was not fitted to it; both kinds in every fold."""
    fold = np.zeros(len(truth), np.int64)
    for kind in (True, False):
        (at,) = np.nonzero(truth == kind)
        fold[at] = np.arange(len(at)) % _FOLDS
    scores = np.zeros(len(truth))
    for n in range(_FOLDS):
        out = fold == n
        weights = fit(rows[~out], truth[~out], _PENALTY)
        scores[out] = rows[out] @ weights[:-1] + weights[-1]
    return scores


def _made(held: Mapping[str, Any]) -> LinearProbe:
    labels = tuple(str(one) for one in held["labels"].tolist())
    weights, platt = (np.asarray(held[part], np.float64) for part in ("weights", "platt"))
    counts, areas = held["positive"].tolist(), held["areas"].tolist()
    good = weights.ndim == 2 and platt.shape == (len(labels), 2)  # noqa: PLR2004 - rows and columns
    if not good or {len(weights), len(counts), len(areas)} != {len(labels)}:
        raise ValueError
    if not (np.isfinite(weights).all() and np.isfinite(platt).all()):
        raise ValueError
    return LinearProbe(
        str(held["model"]),
        labels,
        weights,
        platt,
        tuple(int(one) for one in counts),
        int(held["examples"]),
        tuple(float(one) for one in areas),
    )
