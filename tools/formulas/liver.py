"""Scarring of the liver, and how near a failing liver is to its end."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from chartside.tools.formulas.bounds import Sex, hold


def fib4(age: int, ast: Decimal, alt: Decimal, platelets: Decimal) -> Decimal:
    """FIB-4 index of liver fibrosis.

    Args:
        age: Years, 18 to 110. Under 35 it is unreliable; from 65 the lower threshold is 2.0, not
            1.3.
        ast: Aspartate aminotransferase, U/L, 1 to 10,000.
        alt: Alanine aminotransferase, U/L, 1 to 10,000.
        platelets: 10*9/L, 1 to 2,000.

    Returns:
        No unit, unrounded. It does not hold in acute hepatitis.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Sterling et al., Hepatology 2006;43:1317-25, doi:10.1002/hep.21178; thresholds by age:
    McPherson et al., Am J Gastroenterol 2017;112:740-51, doi:10.1038/ajg.2016.453.

    >>> round(fib4(50, Decimal(40), Decimal(36), Decimal(200)), 2)
    Decimal('1.67')
    """
    hold("age", age, "18", "110", "years")
    hold("AST", ast, "1", "10000", "U/L")
    hold("ALT", alt, "1", "10000", "U/L")
    hold("platelets", platelets, "1", "2000", "10*9/L")
    return age * ast / (platelets * alt.sqrt())


@dataclass(frozen=True, slots=True)
class LiverTests:
    """Bilirubin and creatinine in mg/dL, INR, sodium in mmol/L, albumin in g/dL; all of serum."""

    bilirubin: Decimal
    inr: Decimal
    creatinine: Decimal
    sodium: Decimal
    albumin: Decimal


def _between(value: Decimal, low: str, high: str) -> Decimal:
    return min(max(value, Decimal(low)), Decimal(high))


def meld3(age: int, sex: Sex, tests: LiverTests, *, dialysis: bool) -> int:
    """MELD 3.0, model for end-stage liver disease.

    Args:
        age: Years, 18 to 110; allocation treats those from 12 to 17 otherwise.
        sex: Female adds 1.33.
        tests: Bilirubin 0.05 to 80 mg/dL, INR 0.5 to 20, creatinine 0.1 to 30 mg/dL, sodium 90 to
            200 mmol/L, albumin 0.5 to 7 g/dL. The model itself takes bilirubin, INR and creatinine
            as 1 at least, creatinine as 3 at most, sodium from 125 to 137, albumin from 1.5 to 3.5.
        dialysis: Two or more dialyses within a week, or a day of continuous ones: creatinine
            counts as 3.

    Returns:
        A whole number from 6 to 40.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Kim et al., Gastroenterology 2021;161:1887-95, doi:10.1053/j.gastro.2021.08.050; OPTN
    policy 9.1.D.

    >>> meld3(50, "female", LiverTests(*map(Decimal, ("3", "1.8", "1.5", "130", "2.8"))),
    ...       dialysis=False)
    27
    """
    hold("age", age, "18", "110", "years")
    hold("bilirubin", tests.bilirubin, "0.05", "80", "mg/dL")
    hold("INR", tests.inr, "0.5", "20")
    hold("creatinine", tests.creatinine, "0.1", "30", "mg/dL")
    hold("sodium", tests.sodium, "90", "200", "mmol/L")
    hold("albumin", tests.albumin, "0.5", "7", "g/dL")
    bilirubin = max(tests.bilirubin, Decimal(1)).ln()
    inr = max(tests.inr, Decimal(1)).ln()
    creatinine = (Decimal(3) if dialysis else _between(tests.creatinine, "1", "3")).ln()
    sodium = 137 - _between(tests.sodium, "125", "137")
    albumin = Decimal("3.5") - _between(tests.albumin, "1.5", "3.5")
    score = Decimal("1.33") * (sex == "female") + Decimal("4.56") * bilirubin
    score += Decimal("0.82") * sodium - Decimal("0.24") * sodium * bilirubin
    score += Decimal("9.09") * inr + Decimal("11.14") * creatinine
    score += Decimal("1.85") * albumin - Decimal("1.83") * albumin * creatinine + 6
    whole = int(score.quantize(Decimal(1), ROUND_HALF_UP))
    return min(max(whole, 6), 40)


def child_pugh_points(bilirubin: Decimal, albumin: Decimal, inr: Decimal) -> tuple[int, int, int]:
    """The points of Child and Pugh for the three tests; ascites and encephalopathy come beside.

    Args:
        bilirubin: mg/dL, 0.05 to 80: 1 point below 2, 2 up to 3, 3 above. Other limits hold in
            cholestatic disease.
        albumin: g/dL, 0.5 to 7: 1 point above 3.5, 2 from 2.8, 3 below.
        inr: 0.5 to 20: 1 point below 1.7, 2 up to 2.3, 3 above.

    Returns:
        Points for bilirubin, albumin and INR, each from 1 to 3.

    Raises:
        OutOfRange: A value is outside the range above.

    Source: Pugh et al., Br J Surg 1973;60:646-9, doi:10.1002/bjs.1800600817. Prothrombin time by
    INR: Lucey et al., Liver Transpl Surg 1997;3:628-37, doi:10.1002/lt.500030613.

    >>> child_pugh_points(Decimal("2.5"), Decimal("3.0"), Decimal("1.5"))
    (2, 2, 1)
    """
    hold("bilirubin", bilirubin, "0.05", "80", "mg/dL")
    hold("albumin", albumin, "0.5", "7", "g/dL")
    hold("INR", inr, "0.5", "20")
    return (
        1 + (bilirubin >= 2) + (bilirubin > 3),  # noqa: PLR2004 - limits of the source above
        1 + (albumin <= Decimal("3.5")) + (albumin < Decimal("2.8")),
        1 + (inr >= Decimal("1.7")) + (inr > Decimal("2.3")),
    )


def child_pugh_class(points: int) -> str:
    """A for 5 and 6 points, B for 7 to 9, C for 10 to 15.

    Raises:
        OutOfRange: Fewer than 5 points or more than 15.

    >>> child_pugh_class(6), child_pugh_class(7), child_pugh_class(10)
    ('A', 'B', 'C')
    """
    hold("points", points, "5", "15")
    return "A" if points <= 6 else "B" if points <= 9 else "C"  # noqa: PLR2004 - classes of Pugh
