"""The QT interval as it would be at 60 beats a minute."""

from decimal import Decimal
from typing import Final

from chartside.tools.formulas.bounds import hold


def qtc_bazett(qt: Decimal, rate: Decimal) -> Decimal:
    """Corrected QT interval by Bazett; too long at fast rates and too short at slow ones.

    Args:
        qt: QT interval, ms, 150 to 900.
        rate: Heart rate of the same tracing, beats a minute, 30 to 200.

    Returns:
        ms, unrounded.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Bazett, Heart 1920;7:353-70, reprinted in Ann Noninvasive Electrocardiol 1997;2:177-94,
    doi:10.1111/j.1542-474X.1997.tb00325.x.

    >>> round(qtc_bazett(Decimal(480), Decimal(64)))
    496
    """
    hold("QT interval", qt, "150", "900", "ms")
    hold("heart rate", rate, "30", "200", "/min")
    return qt * (rate / 60).sqrt()


def qtc_fridericia(qt: Decimal, rate: Decimal) -> Decimal:
    """Corrected QT interval by Fridericia.

    Args:
        qt: QT interval, ms, 150 to 900.
        rate: Heart rate of the same tracing, beats a minute, 30 to 200.

    Returns:
        ms, unrounded.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Fridericia, Acta Med Scand 1920;53:469-86, doi:10.1111/j.0954-6820.1920.tb18266.x.

    >>> round(qtc_fridericia(Decimal(400), Decimal(75)))
    431
    """
    hold("QT interval", qt, "150", "900", "ms")
    hold("heart rate", rate, "30", "200", "/min")
    return qt * (rate / 60) ** _THIRD


_THIRD: Final = Decimal(1) / 3
