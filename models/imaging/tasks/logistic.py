"""Logistic regression on unit vectors, by Newton's method; and how well scores part two groups."""

from typing import Any, Final

import numpy as np

_STEPS: Final = 60
_CLOSE: Final = 1e-8
_FLAT: Final = 1e-9


def fit(vectors: Any, positive: Any, penalty: float) -> Any:
    """Weights, the last of them the constant, that minimise log loss and `penalty` / 2 · |w|².

    Args:
        vectors: n x d numbers.
        positive: n truth values, of both kinds.
        penalty: Above 0; the constant is not penalised.
    """
    rows = np.hstack([np.asarray(vectors, np.float64), np.ones((len(vectors), 1))])
    wanted = np.asarray(positive, np.float64)
    held = np.full(rows.shape[1], float(penalty))
    held[-1] = _FLAT
    weights = np.zeros(rows.shape[1])
    loss = _loss(rows, wanted, weights, held)
    for _ in range(_STEPS):
        likely = sigmoid(rows @ weights)
        slope = rows.T @ (likely - wanted) + held * weights
        bent = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(held)
        step = np.linalg.solve(bent, slope)
        size = 1.0
        while (now := _loss(rows, wanted, weights - size * step, held)) > loss and size > _CLOSE:
            size /= 2
        weights = weights - size * step
        if loss - now < _CLOSE:
            break
        loss = now
    return weights


def sigmoid(scores: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(scores, np.float64)))


def area(scores: Any, positive: Any) -> float:
    """Area under the ROC curve: how often a positive has the higher score, ties as halves.

    >>> area([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    values, truth = np.asarray(scores, np.float64), np.asarray(positive, bool)
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    high, low = int(truth.sum()), int((~truth).sum())
    return float((ranks[truth].sum() - high * (high + 1) / 2) / (high * low))


def _loss(rows: Any, wanted: Any, weights: Any, held: Any) -> float:
    scores = rows @ weights
    return float((np.logaddexp(0, scores) - wanted * scores).sum() + held @ weights**2 / 2)
