"""A line for each day under units and ranges that nothing names as such."""

from collections.abc import Callable

Rows = Callable[[str], list[tuple[str, ...]]]


def test_of_a_line_for_each_day_the_newest_is_read_with_units_and_ranges_of_its_heading(
    rows: Rows,
) -> None:
    assert rows("""
    Kumulativbefund    Patient: Muster, Eva

    Datum               Natrium     Kalium      Kreatinin
                        mmol/l      mmol/l      mg/dl
                        135-145     3,5-5,1     0,5-0,9
    03.11.2025 08:10    138         5,9 H       1,4 H
    29.09.2025 09:40    140         5,2 H       0,8
    """) == [
        ("Natrium", "138", "mmol/l", "135..145", ""),
        ("Kalium", "5.9", "mmol/l", "3.5..5.1", "H"),
        ("Kreatinin", "1.4", "mg/dl", "0.5..0.9", "H"),
    ]
