"""One image file as it can be prepared: what it is, where its frames lie, pixels on demand."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Protocol

from chartside.models.imaging.tiling import Tiling
from chartside.models.imaging.voi import Voi

Vector = tuple[float, float, float]
_UNIT: Final = 1e-3
"""How far two directions may differ, and one from length 1, and still count as written so."""


class Rule(Enum):
    """How stored values become levels from 0 to 255."""

    WINDOWS = "three windows of Hounsfield units"
    VOLUME = "smallest to largest value of the volume"
    FRAME = "smallest to largest value of the frame"
    FILE = "smallest to largest value of the file"
    AS_IS = "levels as they are stored"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame lies in the patient, in millimetres of the DICOM patient system.

    x runs to the patient's left, y to the back, z to the head (PS3.3 C.7.6.2.1.1).
    """

    position: Vector
    """The middle of the first pixel."""
    row: Vector
    """The direction in which columns are counted."""
    column: Vector
    """The direction in which rows are counted."""

    @property
    def normal(self) -> Vector:
        """Row direction x column direction."""
        (a, b, c), (d, e, f) = self.row, self.column
        return (b * f - c * e, c * d - a * f, a * e - b * d)

    @property
    def along(self) -> float:
        """The projection of the position on the normal, mm: slices of a stack ascend by it."""
        return sum(p * n for p, n in zip(self.position, self.normal, strict=True))

    def is_parallel_to(self, other: "Place") -> bool:
        """Whether both lie in one direction, as slices of one stack do."""
        pairs = zip((*self.row, *self.column), (*other.row, *other.column), strict=True)
        return all(abs(one - two) <= _UNIT for one, two in pairs)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a file's header names. Its `repr` shows nothing of them."""

    identifier: str = field(default="", repr=False)
    issuer: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether the header names anybody."""
        return any((self.identifier, self.name, self.birth_date))


class Pixels(Protocol):
    """The pixels of a file, decoded a frame at a time and not kept."""

    def stored(self, frame: int) -> Any:
        """A frame from 0: rows x columns of stored values, or rows x columns x 3 of 8-bit levels.

        Raises:
            UnreadableImage: It cannot be decoded.
        """

    def values(self, stored: Any, frame: int) -> Any:
        """Stored values as what they measure, by the frame's modality LUT or rescale; 64-bit."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One file of one or more frames, its header read and its pixels not."""

    source: str
    pixels: Pixels = field(repr=False)
    rows: int
    columns: int
    rule: Rule
    frames: int = 1
    modality: str | None = None
    """The DICOM code where it is one of the standard's; None where nothing or another is said."""
    uid: str | None = None
    study: str | None = None
    series: str | None = None
    series_number: int | None = None
    number: int | None = None
    taken: str = field(default="", repr=False)
    """Date and time of the study, in an order that sorts; "" where they are not said."""
    is_localiser: bool = False
    is_derived: bool = False
    is_inverse: bool = False
    """MONOCHROME1: the smallest value is shown white."""
    is_color: bool = False
    places: tuple[Place | None, ...] = field(default=(), repr=False)
    """One for each frame, or none."""
    orientation: str = ""
    """The directions of rows and columns in letters, as radiographs have them (`L\\F`)."""
    spacing: tuple[float, float] | None = None
    """Millimetres between rows, and between columns."""
    gantry_tilt: float | None = None
    """Degrees, as the header has it."""
    tiling: Tiling | None = field(default=None, repr=False)
    """Where frames lie that are tiles of a whole slide; None: they are images by themselves."""
    voi: Voi | None = field(default=None, repr=False)
    """How the file asks to be displayed to a person; a model is not shown it so."""
    notices: tuple[str, ...] = ()
    person: Person = field(default_factory=Person, repr=False)

    def place(self, frame: int) -> Place | None:
        """Where a frame lies; None where the file does not say."""
        return self.places[frame] if frame < len(self.places) else None


@dataclass(frozen=True, slots=True)
class Slice:
    """One frame of a file."""

    of: Instance
    frame: int

    @property
    def place(self) -> Place | None:
        """Where it lies."""
        return self.of.place(self.frame)

    def stored(self) -> Any:
        """Its pixels as they are stored."""
        return self.of.pixels.stored(self.frame)

    def values(self, stored: Any) -> Any:
        """Stored values as what they measure."""
        return self.of.pixels.values(stored, self.frame)
