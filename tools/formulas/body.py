"""The size of a body, from its height and weight."""

from decimal import Decimal

from chartside.tools.formulas.bounds import hold


def _measured(height: Decimal, weight: Decimal) -> None:
    hold("height", height, "30", "260", "cm")
    hold("weight", weight, "1", "500", "kg")


def bmi(height: Decimal, weight: Decimal) -> Decimal:
    """Body mass index.

    Args:
        height: cm, 30 to 260.
        weight: kg, 1 to 500.

    Returns:
        kg/m2, unrounded. The adult classes (18.5, 25, 30) do not hold for children, whose index is
        read by age and sex.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Keys et al., J Chronic Dis 1972;25:329-43, doi:10.1016/0021-9681(72)90027-6.

    >>> round(bmi(Decimal(165), Decimal(68)), 2)
    Decimal('24.98')
    """
    _measured(height, weight)
    return weight / (height / 100) ** 2


def bsa_mosteller(height: Decimal, weight: Decimal) -> Decimal:
    """Body surface area by Mosteller.

    Args:
        height: cm, 30 to 260.
        weight: kg, 1 to 500.

    Returns:
        m2, unrounded.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Mosteller, N Engl J Med 1987;317:1098, doi:10.1056/NEJM198710223171717.

    >>> round(bsa_mosteller(Decimal(170), Decimal(70)), 3)
    Decimal('1.818')
    """
    _measured(height, weight)
    return (height * weight / 3600).sqrt()


def bsa_du_bois(height: Decimal, weight: Decimal) -> Decimal:
    """Body surface area by Du Bois and Du Bois, made from nine persons; too low in obesity.

    Args:
        height: cm, 30 to 260.
        weight: kg, 1 to 500.

    Returns:
        m2, unrounded.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Du Bois and Du Bois, Arch Intern Med 1916;17:863-71,
    doi:10.1001/archinte.1916.00080130010002.

    >>> round(bsa_du_bois(Decimal(170), Decimal(70)), 2)
    Decimal('1.81')
    """
    _measured(height, weight)
    return Decimal("0.007184") * weight ** Decimal("0.425") * height ** Decimal("0.725")
