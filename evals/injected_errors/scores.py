"""A score is a count over a count, with an interval."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """So many of so many; none of none is "not applicable", never wrong."""

    hits: int
    out_of: int

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; None where there was nothing to count."""
        return self.hits / self.out_of if self.out_of else None

    @property
    def wilson(self) -> tuple[float, float] | None:
        """95 % interval of Wilson, J Am Stat Assoc 1927;22:209-212, for independent sentences.

        >>> [round(end, 3) for end in Score(0, 100).wilson]
        [0.0, 0.037]
        """
        if not self.out_of:
            return None
        n, p = self.out_of, self.hits / self.out_of
        middle = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
        reach = Z95 * sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def pooled(scores: Mapping[str, Score]) -> Score:
    """Scores of several patients as one."""
    return Score(sum(s.hits for s in scores.values()), sum(s.out_of for s in scores.values()))


def by_patient(scores: Mapping[str, Score], seed: str) -> tuple[float, float] | None:
    """95 % interval that redraws patients, because sentences of one patient fail together.

    Percentile bootstrap (Efron and Tibshirani, 1993, chapter 13); None with fewer than two
    patients.
    """
    held = [scores[name] for name in sorted(scores) if scores[name].out_of]
    if len(held) < 2:  # noqa: PLR2004 - one patient has no spread
        return None
    rng = random.Random(f"bootstrap {seed}")  # noqa: S311 - a resample, no secret
    rates = sorted(_rate(rng.choices(held, k=len(held))) for _ in range(RESAMPLES))
    return rates[int(0.025 * RESAMPLES)], rates[int(0.975 * RESAMPLES) - 1]


def _rate(drawn: list[Score]) -> float:
    return sum(s.hits for s in drawn) / sum(s.out_of for s in drawn)
