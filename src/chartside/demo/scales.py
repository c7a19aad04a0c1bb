"""How a laboratory reports a test, and the change of laboratory in June 2019."""

from dataclasses import dataclass

from chartside.demo.measures import Curve

CHANGE_OF_LABORATORY = "2019-06-01"


@dataclass(frozen=True, slots=True)
class Scale:
    """How one laboratory reports a test.

    Code, unit, reference range (None: no such bound), decimals, factor from conventional units.
    """

    loinc: str
    display: str
    unit: str
    ucum: str
    low: float | None
    high: float | None
    digits: int = 0
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Analyte:
    """One test.

    What the practice calls it, the old laboratory's scale, the new one's, and its curve in
    conventional units.
    """

    key: str
    name: str
    old: Scale
    new: Scale
    curve: Curve

    def scale_on(self, day: str) -> Scale:
        """The scale of the laboratory that was in use on a day."""
        return self.old if day < CHANGE_OF_LABORATORY else self.new


def laboratory_test(
    key: str,
    name: str,
    old: Scale,
    new: Scale | None,
    anchors: tuple[tuple[str, float], ...],
    noise: float = 0.02,
) -> Analyte:
    """A test; without a new scale both laboratories report it alike."""
    return Analyte(key, name, old, new or old, Curve(key, anchors, noise))


def flat(value: float) -> tuple[tuple[str, float], ...]:
    """Anchors of a quantity that stays where it is."""
    return (("2012-01-01", value),)


SERUM = "in Serum or Plasma"
MOLES, MASS = f"[Moles/volume] {SERUM}", f"[Mass/volume] {SERUM}"
