"""Bulk Data: what a FHIR server exports, streamed into a record store. Knows no charts.

Source: FHIR Bulk Data Access (Flat FHIR), https://hl7.org/fhir/uv/bulkdata/export.html.
"""

from chartside.fhir.bulk.asked import START
from chartside.fhir.bulk.export import BulkExport
from chartside.fhir.bulk.exported import Exported
from chartside.fhir.bulk.patience import PATIENCE, Patience
from chartside.fhir.bulk.stage import Stage

__all__ = ["PATIENCE", "START", "BulkExport", "Exported", "Patience", "Stage"]
