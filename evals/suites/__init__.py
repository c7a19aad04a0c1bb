"""Chartside's own suites: of each a declaration (`*.toml`) and a task for Inspect (`*.py`).

A task makes cases of records or of a user's material, has the assistant at work on each, and
grades what came by code. How a case is run and graded stands in `chartside.evals.running`.
"""
