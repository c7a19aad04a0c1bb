"""The header of a DICOM file: what its pixels are, read without reading them."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, Literal

from pydicom.dataset import Dataset
from pydicom.filereader import read_partial
from pydicom.tag import Tag
from pydicom.uid import UID

from chartside.errors import UnreadableImage
from chartside.models.imaging.bounds import MOST_SAMPLES, hold_size, hold_tiles
from chartside.models.imaging.elements import hushed, text, value, whole
from chartside.models.imaging.meta import IMPLICIT, Meta

_KEYWORDS: Final = (
    "SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality",
    "ImageType", "StudyDate", "StudyTime", "AcquisitionDate", "AcquisitionTime", "SeriesNumber",
    "InstanceNumber", "PatientID", "IssuerOfPatientID", "PatientName", "PatientBirthDate",
    "PatientSex", "ImagePositionPatient", "ImageOrientationPatient", "PatientOrientation",
    "PixelSpacing", "GantryDetectorTilt", "BurnedInAnnotation", "PresentationIntentType",
    "RescaleType", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration",
    "NumberOfFrames", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "RescaleSlope", "RescaleIntercept", "ModalityLUTSequence",
    "VOILUTSequence", "WindowCenter", "WindowWidth", "VOILUTFunction",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
    "TotalPixelMatrixColumns", "TotalPixelMatrixRows", "DimensionOrganizationType",
    "RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData",
    "GreenPaletteColorLookupTableData", "BluePaletteColorLookupTableData",
    "SegmentedRedPaletteColorLookupTableData", "SegmentedGreenPaletteColorLookupTableData",
    "SegmentedBluePaletteColorLookupTableData", "PixelPresentation", "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
)  # fmt: skip
_TAGS: Final = tuple(Tag(keyword) for keyword in _KEYWORDS)
_PIXELS: Final = {
    0x7FE00010: "PixelData",
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
}
_DEPTHS: Final = frozenset({1, 8, 16, 32, 64})
_ONE_SAMPLE: Final = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"})
_COLORS: Final = (
    "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422", "YBR_ICT", "YBR_RCT",
)  # fmt: skip
_SEVERAL: Final = dict.fromkeys(_COLORS, frozenset({3, MOST_SAMPLES}))
_VRS: Final = frozenset({b"OB", b"OW", b"OF", b"OD", b"UN"})
_UNDEFINED: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Coding:
    """How the pixels of a file are written, and where."""

    transfer_syntax: str
    start: int
    keyword: str
    vr: str
    rows: int
    columns: int
    frames: int
    samples: int
    allocated: int
    stored: int
    is_low: bool
    """Whether the bits above those stored are not pixels; older files left the lower ones empty."""
    signed: bool
    photometric: str
    planar: int
    offsets: Any = field(default=None, repr=False)

    @property
    def is_encapsulated(self) -> bool:
        """Whether frames are compressed, each by itself."""
        return UID(self.transfer_syntax).is_encapsulated

    @property
    def plain_bytes(self) -> int:
        """Bytes of the pixels when nothing is compressed."""
        return self.rows * self.columns * self.frames * self.samples * max(self.allocated, 8) // 8


def read_header(file: BinaryIO, meta: Meta) -> tuple[Dataset, Coding | None]:
    """The elements that preparation needs, and how the pixels are written; None: it has none.

    Raises:
        UnreadableImage: The header is damaged, or nested deeper than anything is.
    """
    file.seek(0)
    try:
        dataset = read_partial(file, _at_pixels, force=True, specific_tags=list(_TAGS))
    except RecursionError:
        raise UnreadableImage("a header nested too deeply") from None
    except Exception:  # noqa: BLE001 - pydicom raises many kinds over a damaged file
        raise UnreadableImage("a damaged DICOM header") from None
    head = file.read(12)
    return dataset, _coding(dataset, head, file.tell() - len(head), meta)


def _at_pixels(tag: int, _vr: str | None, _length: int) -> bool:
    return tag in _PIXELS


def _coding(dataset: Dataset, head: bytes, at: int, meta: Meta) -> Coding | None:
    little = bool(dataset.original_encoding[1])
    order: Literal["little", "big"] = "little" if little else "big"
    tag = int.from_bytes(head[:2], order) << 16 | int.from_bytes(head[2:4], order)
    if len(head) < 8 or tag not in _PIXELS:  # noqa: PLR2004 - the header of an element
        return None
    # by what stands there: a file may be written otherwise than its meta group says
    explicit = head[4:6] in _VRS and head[6:8] == b"\0\0"
    length = int.from_bytes(head[8:12] if explicit else head[4:8], order)
    syntax = meta.transfer_syntax or _syntax(implicit=not explicit, little=little)
    if length == _UNDEFINED and not _encapsulates(syntax):
        raise UnreadableImage("compressed pixels, and no word of how")
    return Coding(
        transfer_syntax=syntax,
        start=at + (12 if explicit else 8),
        keyword=_PIXELS[tag],
        vr=head[4:6].decode("ascii") if explicit else "OW",
        **_shape(dataset),
        offsets=_offsets(dataset),
    )


def _syntax(*, implicit: bool, little: bool) -> str:
    if implicit:
        return IMPLICIT
    return "1.2.840.10008.1.2.1" if little else "1.2.840.10008.1.2.2"


def _encapsulates(syntax: str) -> bool:
    try:
        return UID(syntax).is_encapsulated
    except ValueError:
        raise UnreadableImage("a transfer syntax that is not known") from None


def _offsets(dataset: Dataset) -> Any:
    where = value(dataset, "ExtendedOffsetTable")
    lengths = value(dataset, "ExtendedOffsetTableLengths")
    return (where, lengths) if where and lengths else None


def _shape(dataset: Dataset) -> dict[str, Any]:
    """The image pixel module (PS3.3 C.7.6.3), with what is left out as it must be."""
    rows, columns = whole(dataset, "Rows"), whole(dataset, "Columns")
    allocated = whole(dataset, "BitsAllocated")
    if rows is None or columns is None or allocated not in _DEPTHS:
        raise UnreadableImage("pixels of no known size or depth")
    frames = whole(dataset, "NumberOfFrames") or 1
    if whole(dataset, "TotalPixelMatrixColumns"):
        hold_tiles(rows, columns, frames)
    else:
        hold_size(rows, columns, frames)
    samples = whole(dataset, "SamplesPerPixel") or 1
    stored = whole(dataset, "BitsStored") or allocated
    said = text(dataset, "PhotometricInterpretation")
    photometric = said or ("MONOCHROME2" if samples == 1 else "RGB")
    if samples not in ({1} if photometric in _ONE_SAMPLE else _SEVERAL.get(photometric, ())):
        raise UnreadableImage("pixels of no known photometric interpretation")
    if not 1 <= stored <= allocated:
        raise UnreadableImage("pixels of no known size or depth")
    return {
        "rows": rows,
        "columns": columns,
        "frames": frames,
        "samples": samples,
        "allocated": allocated,
        "stored": stored,
        "is_low": whole(dataset, "HighBit") in {None, stored - 1},
        "signed": whole(dataset, "PixelRepresentation") == 1,
        "photometric": photometric,
        "planar": 1 if whole(dataset, "PlanarConfiguration") == 1 else 0,
    }


def declared_bytes(file: BinaryIO, meta: Meta) -> int:
    """Bytes that the file has by its own header, elements after the pixels not counted.

    Raises:
        UnreadableImage: The header is damaged or claims an image that is too large.
    """
    with hushed():
        _, coding = read_header(file, meta)
    return 0 if coding is None else coding.start + coding.plain_bytes
