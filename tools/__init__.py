"""What the agent may call: one tool a file. None knows LangGraph or sign-off.

Each is an async function on an open chart. None takes a patient, and none writes.
"""

from chartside.tools.assessments import assessments
from chartside.tools.background import background
from chartside.tools.calculate import calculate
from chartside.tools.care import care
from chartside.tools.changes import changes
from chartside.tools.encounters import encounters
from chartside.tools.find import find
from chartside.tools.gaps import gaps
from chartside.tools.image_classify import image_classify
from chartside.tools.image_compare import image_compare
from chartside.tools.image_findings import image_findings
from chartside.tools.image_locate import image_locate
from chartside.tools.immunizations import immunizations
from chartside.tools.lab_report import lab_report
from chartside.tools.lab_trend import lab_trend
from chartside.tools.medications import medications
from chartside.tools.overview import overview
from chartside.tools.problems import problems
from chartside.tools.procedures import procedures
from chartside.tools.propose import propose
from chartside.tools.read_note import read_note
from chartside.tools.read_resource import read_resource
from chartside.tools.reports import reports
from chartside.tools.search_notes import search_notes
from chartside.tools.timeline import timeline
from chartside.tools.tool import TOOLS, Row, Tool

__all__ = [
    "TOOLS",
    "Row",
    "Tool",
    "assessments",
    "background",
    "calculate",
    "care",
    "changes",
    "encounters",
    "find",
    "gaps",
    "image_classify",
    "image_compare",
    "image_findings",
    "image_locate",
    "immunizations",
    "lab_report",
    "lab_trend",
    "medications",
    "overview",
    "problems",
    "procedures",
    "propose",
    "read_note",
    "read_resource",
    "reports",
    "search_notes",
    "timeline",
]
