"""Invented patients, as many as asked for: what public records lack, so that every kind occurs.

Sides of the body, relatives, reactions with their severity, doses and routes, bounded results and
reference ranges. Nobody in it exists.
"""

from chartside.evals.injected_errors.panel.build import bundle

__all__ = ["bundle"]
