"""A form of a document is offered only where what makes it is installed."""

import subprocess
import sys

import pytest

ASKED = """
import sys
sys.modules[{missing!r}] = None
from chartside.signoff.exporting.forms import Format, installed
print(*(form.value for form in Format if installed(form)))
"""


@pytest.mark.parametrize(
    ("missing", "offered"),
    [
        ("typst", "md docx fhir fhir-document"),
        ("fontTools", "md docx fhir fhir-document"),
        ("docx", "md pdf fhir fhir-document"),
        ("reportlab", "md pdf docx fhir fhir-document"),
    ],
)
def test_pdf_and_word_are_offered_where_their_packages_are_there(
    missing: str, offered: str
) -> None:
    code = ASKED.format(missing=missing)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == offered.split()
