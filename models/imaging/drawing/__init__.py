"""Pictures by which a person checks a finding: boxes, what was sent, key slices, two studies.

Every picture carries that it shows what software marked. Knows no FHIR.
"""

from chartside.models.imaging.drawing.findings import Drawn, drawings
from chartside.models.imaging.drawing.page import findings_page

__all__ = ["Drawn", "drawings", "findings_page"]
