"""Every laboratory test of the story: its codes, units and ranges, and how it moved over the years.

Until May 2019 the hospital's laboratory reported in conventional units; from June 2019 Northway
Laboratories reports in SI units, with its own reference ranges. A curve is drawn in conventional
units and converted, so that the trend runs on unbroken through the change: what breaks is only
the number on the page.
"""

from chartside.demo.analytes_panel import OTHERS
from chartside.demo.analytes_story import ACR, CREATININE, HBA1C, HEMOGLOBIN, POTASSIUM

ANALYTES = {a.key: a for a in (POTASSIUM, CREATININE, HBA1C, ACR, HEMOGLOBIN, *OTHERS)}
"""By key. eGFR and LDL cholesterol are computed from others and stand in `labs.py`."""
