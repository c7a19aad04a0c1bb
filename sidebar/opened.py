"""What a launch opened, and what of a patient's drafts may be seen by it."""

from dataclasses import dataclass

from chartside.draft import Draft, Finding, Statement
from chartside.errors import PolicyError
from chartside.fhir.chart import Chart
from chartside.fhir.smart.scopes import Scopes


@dataclass(frozen=True, slots=True)
class Opened:
    """What a launch brought: whose chart, in which encounter, and what the EHR asks of the app.

    `patient` is `Patient/id`, `encounter` an id or empty; with `banner` the app has to show whose
    chart it is; `intent` and `app_context` are opaque; `messaging` is the handle and the origin
    of SMART Web Messaging, where the EHR offers it; `style` are CSS custom properties of the
    EHR, sanitised; `granted` are the scopes of the launch, None where there was none.
    """

    patient: str
    encounter: str = ""
    banner: bool = True
    intent: str = ""
    app_context: str = ""
    messaging: tuple[str, str] = ("", "")
    style: tuple[tuple[str, str], ...] = ()
    granted: Scopes | None = None


def require_in_view(draft: Draft, chart: Chart, granted: Scopes | None) -> None:
    """Refuse a draft that tells what this launch may not read in the chart itself.

    A source that is not in the chart may be gone; it may also be of a type that was not granted, or
    in part only. Then its sentences are for whoever may read it.

    Raises:
        PolicyError: How many of its sources are out of view.
    """
    if granted is None:
        return
    told: tuple[Statement | Finding, ...] = (*draft.statements, *draft.conflicts, *draft.omissions)
    cited = {c.reference for one in told for c in one.citations}
    unseen = [
        reference
        for reference in cited
        if not granted.allows(reference.partition("/")[0], "r") and chart.get(reference) is None
    ]
    if unseen:
        raise PolicyError(
            f"draft {draft.id} rests on {len(unseen)} resources that this launch may not read"
        )
