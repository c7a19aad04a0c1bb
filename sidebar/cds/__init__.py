"""The CDS Hooks 2.0 service: cards on charts and draft orders. It knows no model and signs nothing.

`open_service` makes a `CdsService`, whose router a site includes. Cards hold notices by rule with
their sources, and links that launch the sidebar; no card, and no action, changes anything by
itself.
"""

from chartside.sidebar.cds.answering import Answering, Budget
from chartside.sidebar.cds.app import PATH, CdsService
from chartside.sidebar.cds.callers import Caller, Callers
from chartside.sidebar.cds.feedback import FeedbackKept
from chartside.sidebar.cds.fetching import Reader, WebReader
from chartside.sidebar.cds.hooks import Authorization
from chartside.sidebar.cds.kept import open_kept
from chartside.sidebar.cds.links import Linked, Links
from chartside.sidebar.cds.measures import Measures
from chartside.sidebar.cds.opening import Opened, Surroundings, open_service
from chartside.sidebar.cds.prepared import Prepared, Ready, Subject, ready_from
from chartside.sidebar.cds.trust import Trust

__all__ = [
    "PATH",
    "Answering",
    "Authorization",
    "Budget",
    "Caller",
    "Callers",
    "CdsService",
    "FeedbackKept",
    "Linked",
    "Links",
    "Measures",
    "Opened",
    "Prepared",
    "Reader",
    "Ready",
    "Subject",
    "Surroundings",
    "Trust",
    "WebReader",
    "open_kept",
    "open_service",
    "ready_from",
]
