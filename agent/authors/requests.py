"""An open request in words."""

from chartside.agent.authors.wording import because
from chartside.fhir.entry import Entry
from chartside.tools.names import name_of


def requested(entry: Entry) -> str:
    """`CT chest, ordered 12 March 2024 for pulmonary nodule: the order is still active`."""
    asked = f", ordered {entry.when.words}" if entry.when else ""
    return f"{name_of(entry)}{asked}{because(entry)}: the order is still active"
