"""What was read, or cited, against the resources that answer a question.

By the rules of the published measure: recall is 1 where every resource that answers is there and 0
where one is missing, precision is a share. Where no resource answers and none was retrieved both
hold; where none answers and some were, recall does not apply; where some do and none were,
precision does not. Ids are compared without their type, as published.
"""

from collections.abc import Collection

from chartside.evals.suite import Counts


def retrieved(name: str, found: Collection[str], answers: Collection[str]) -> Counts:
    """Counts of `NAME-recall` and `NAME-precision`; what does not apply is left out.

    Precision counts resources, so that a question with many weighs as much as it retrieves.

    >>> retrieved("cited", {"Observation/1", "Observation/2"}, {"Observation/1"})
    {'cited-recall': (1, 1), 'cited-precision': (1, 2)}
    """
    there, right = _ids(found), _ids(answers)
    counts: Counts = {}
    if right or not there:
        counts[f"{name}-recall"] = (int(right <= there), 1)
    if there:
        counts[f"{name}-precision"] = (len(there & right), len(there))
    return counts


def _ids(references: Collection[str]) -> set[str]:
    return {reference.rpartition("/")[2] for reference in references}
