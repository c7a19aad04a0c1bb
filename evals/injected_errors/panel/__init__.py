"""Invented patients, as many as asked for: what public records lack, so that every kind occurs.

Sides of the body, relatives, reactions with their severity, doses and routes, bounded results and
reference ranges. A second panel, `abroad`, is from other countries' practice: SI units, other
medicines and tests, devices, notes. Nobody in them exists.
"""

from chartside.evals.injected_errors.panel.abroad import abroad
from chartside.evals.injected_errors.panel.build import bundle

__all__ = ["abroad", "bundle"]
