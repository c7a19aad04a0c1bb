"""Serum values corrected for albumin, and the anion gap."""

from decimal import Decimal

from chartside.tools.formulas.bounds import hold


def corrected_calcium(calcium: Decimal, albumin: Decimal) -> Decimal:
    """Total calcium as it would be at an albumin of 4.0 g/dL.

    Args:
        calcium: Total serum calcium, mg/dL, 2 to 25.
        albumin: Serum albumin, g/dL, 0.5 to 7.

    Returns:
        mg/dL, unrounded. An estimate: ionised calcium is the measurement, in critical illness above
        all.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Payne et al., Br Med J 1973;4:643-6, doi:10.1136/bmj.4.5893.643, in mg/dL.

    >>> corrected_calcium(Decimal("9.2"), Decimal("2.8"))
    Decimal('10.16')
    """
    hold("calcium", calcium, "2", "25", "mg/dL")
    hold("albumin", albumin, "0.5", "7", "g/dL")
    return calcium + Decimal("0.8") * (4 - albumin)


def anion_gap(sodium: Decimal, chloride: Decimal, bicarbonate: Decimal) -> Decimal:
    """Serum anion gap, without potassium.

    Args:
        sodium: mmol/L, 90 to 200.
        chloride: mmol/L, 50 to 160.
        bicarbonate: Bicarbonate or total carbon dioxide, mmol/L, 1 to 60.

    Returns:
        mmol/L.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Emmett and Narins, Medicine 1977;56:38-54, doi:10.1097/00005792-197756010-00002.

    >>> anion_gap(Decimal(140), Decimal(104), Decimal(24))
    Decimal('12')
    """
    hold("sodium", sodium, "90", "200", "mmol/L")
    hold("chloride", chloride, "50", "160", "mmol/L")
    hold("bicarbonate", bicarbonate, "1", "60", "mmol/L")
    return sodium - chloride - bicarbonate


def anion_gap_for_albumin(gap: Decimal, albumin: Decimal) -> Decimal:
    """An anion gap as it would be at an albumin of 4.0 g/dL.

    Args:
        gap: mmol/L, -40 to 80.
        albumin: Serum albumin, g/dL, 0.5 to 7.

    Returns:
        mmol/L. The slope is the source's; it leaves the normal albumin to the user. Some take 4.4
        g/dL, which gives 1 mmol/L more.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Figge et al., Crit Care Med 1998;26:1807-10, doi:10.1097/00003246-199811000-00019.

    >>> anion_gap_for_albumin(Decimal(12), Decimal("2.0"))
    Decimal('17.00')
    """
    hold("anion gap", gap, "-40", "80", "mmol/L")
    hold("albumin", albumin, "0.5", "7", "g/dL")
    return gap + Decimal("2.5") * (4 - albumin)
