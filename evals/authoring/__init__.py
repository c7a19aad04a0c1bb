"""Suites of a user's own: cases in a file, what is expected of each, perhaps a scorer in Python.

    case        what a scorer is given, and what it gives: `Case`, `Answer`, `Grade`
    expecting   what a case may expect, as people write it
    reading     files of authors read, each mistake with its line
    cases       the cases of a suite
    declared    a suite of one file, and those that were read in this process
    scorer      the author's own function, loaded out of the folder of the suite
    grading     what is counted of an answer
    patients    the charts that cases are about
    tasks       the task for Inspect (`inspect_ai`)
    drafting    a first suite, made of a record
    testing     suites run by a test; `pytest_plugin` is its fixture

A scorer needs `Case`, `Answer` and `Grade` only, and these need no Inspect.
"""

from chartside.evals.authoring.case import Answer, Case, Grade

__all__ = ["Answer", "Case", "Grade"]
