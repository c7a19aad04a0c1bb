"""Which way up a page is, told by what can be read of it."""

from io import BytesIO

import numpy as np
import pytest
import typst
from page_of_a_report import Gray
from PIL import Image

from chartside.models.page_images.facing import facing
from chartside.models.page_images.lighting import even
from chartside.models.page_images.readers import word_reader

ROWS = (
    "SODIUM               140      mmol/L      136-145",
    "POTASSIUM            3.9      mmol/L      3.5-5.1",
    "CREATININE           1.12     mg/dL       0.60-1.30",
    "ALBUMIN              4.1      g/dL        3.5-5.2",
)


@pytest.fixture(scope="module")
def columns_of_type() -> Gray:
    """A page in type of equal widths, whose columns of letters are clearer than its lines."""
    rows = "".join(f'#raw("{row}") \\\n' for row in ROWS * 6)
    text = f'#set page(paper: "a4", margin: 2cm)\n#set text(size: 9pt)\n{rows}'
    png = typst.compile(text.encode(), format="png", ppi=110)
    assert isinstance(png, bytes)
    return even(np.asarray(Image.open(BytesIO(png)).convert("L")))


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_table_in_type_of_equal_widths_is_read_along_its_lines_and_not_down_its_columns(
    columns_of_type: Gray, quarters: int
) -> None:
    laid = np.ascontiguousarray(np.rot90(columns_of_type, -quarters))
    assert facing(laid, word_reader("rapidocr")) == quarters
