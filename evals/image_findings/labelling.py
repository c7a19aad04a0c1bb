"""A case put to MedSigLIP, which tells by how near an image is to words.

Needs the optional parts `imaging` and `local`.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from chartside.errors import UsageError
from chartside.evals.image_findings.cases import Case, cases_of_labels
from chartside.evals.image_findings.grade import NO, YES, Said
from chartside.evals.image_findings.looking import Unaskable, seen_of
from chartside.evals.labelled.studies import Study
from chartside.models.imaging.tasks.classify import classify
from chartside.models.imaging.tasks.finding import Ranked
from chartside.models.siglip import MedSigLIP, chest_xray


class ByLabels:
    """MedSigLIP, asked as `chartside image --task classify` asks it."""

    def __init__(self, model: MedSigLIP) -> None:
        self._model = model
        self._last: tuple[str, tuple[Ranked, ...]] = ("", ())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model in a folder; raises as `MedSigLIP.load` does."""
        return cls(MedSigLIP.load(folder))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(one.name for one in chest_xray())

    def cases(self, study: Study) -> list[Case] | str:
        """What is asked of a study, or why nothing is."""
        return cases_of_labels(study, self._known)

    async def look(self, case: Case) -> Said:
        """Whether the images are nearer to a finding than to its absence, or labels in order.

        Of several images each label has the one that is nearest to it.

        Raises:
            Unaskable: The images do not allow the question.
            UnreadableImage: They cannot be shown.
        """
        labels = self._labels(case.study)
        if case.how == "rank":
            return Said(labels=tuple(one.label for one in labels))
        margin = next(one.margin or 0.0 for one in labels if one.label == case.asked.lower())
        return Said(YES if margin > 0 else NO)

    def _labels(self, study: Study) -> tuple[Ranked, ...]:
        """All labels of a study, the nearest first; kept while its classes are asked for."""
        if self._last[0] != study.id:
            try:
                each = [classify(self._model, one, study.asked) for one in seen_of(study)]
            except UsageError as wrong:
                raise Unaskable(str(wrong)) from None
            self._last = study.id, _best([one for found in each for one in found.labels])
        return self._last[1]


def _best(rows: Sequence[Ranked]) -> tuple[Ranked, ...]:
    best: dict[str, Ranked] = {}
    for one in rows:
        if one.label not in best or _near(one) > _near(best[one.label]):
            best[one.label] = one
    return tuple(sorted(best.values(), key=_near, reverse=True))


def _near(one: Ranked) -> float:
    return one.score if one.margin is None else one.margin
