"""Which rule prepares which modality, and which files are no pictures.

MedGemma was trained on CT through three windows, on MR from the smallest to the largest value of a
volume, and on CR and DX from the smallest to the largest value of a frame (its report and serving
code). The rest is this package's choice. MG, IO, PX and RG are radiographs like CR; PT is a volume
like MR. Colour and 8-bit grey (ultrasound, secondary capture, endoscopy) are pictures as they are.
Deeper grey of any other kind (NM, XA, RF, OT, none said) goes from the smallest to the largest
value of its file, so that the frames of a run keep their brightness to each other.
"""

from typing import Final

from chartside.models.imaging.instance import Rule

_RADIOGRAPHS: Final = frozenset({"CR", "DX", "MG", "IO", "PX", "RG"})
_VOLUMES: Final = frozenset({"MR", "PT"})
_OTHERS: Final = frozenset({
    "AR", "BI", "BMD", "DG", "DMS", "ES", "FID", "GM", "HC", "IVOCT", "IVUS", "KER", "LEN",
    "LS", "NM", "OAM", "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT", "RF",
    "RTIMAGE", "SC", "SM", "SRF", "TG", "US", "VA", "XA", "XC",
})  # fmt: skip
PICTURES: Final = frozenset({"CT"}) | _RADIOGRAPHS | _VOLUMES | _OTHERS
"""Codes of modalities whose files hold pictures (PS3.3 C.7.3.1.1.1)."""
NO_PICTURES: Final = {
    "SEG": "a segmentation",
    "RTDOSE": "a dose distribution",
    "RTSTRUCT": "a set of contours",
    "RTPLAN": "a treatment plan",
    "RTRECORD": "a treatment record",
    "SR": "a structured report",
    "KO": "a list of key images",
    "PR": "a presentation state",
    "REG": "a registration",
    "ANN": "a set of annotations",
    "DOC": "an encapsulated document",
    "ECG": "a waveform",
    "HD": "a waveform",
    "EPS": "a waveform",
    "AU": "a sound",
    "PLAN": "a plan",
    "SMR": "a stereometric relationship",
}
_CLASSES: Final = {
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PT",
    "1.2.840.10008.5.1.4.1.1.1": "CR",
    "1.2.840.10008.5.1.4.1.1.1.1": "DX",
    "1.2.840.10008.5.1.4.1.1.1.2": "MG",
    "1.2.840.10008.5.1.4.1.1.66.4": "SEG",
    "1.2.840.10008.5.1.4.1.1.481.2": "RTDOSE",
    "1.2.840.10008.5.1.4.1.1.77.1.6": "SM",
}
_LONGEST_ROOTS: Final = sorted(_CLASSES, key=len, reverse=True)
SECONDARY_CAPTURE: Final = "1.2.840.10008.5.1.4.1.1.7"
_BYTE: Final = 8


def modality_of(code: str, sop_class: str) -> str | None:
    """The modality: the header's where it is a standard's code, else that of the storage class."""
    if code in PICTURES or code in NO_PICTURES:
        return code
    for root in _LONGEST_ROOTS:
        if sop_class == root or sop_class.startswith(f"{root}."):
            return _CLASSES[root]
    return None


def rule_of(modality: str | None, *, color: bool, bits: int, measured: bool) -> Rule:
    """The rule for a file.

    Args:
        modality: Its code, or None.
        color: Whether its pixels have colours.
        bits: Bits that are stored of a sample.
        measured: Whether stored values are signed or become others (modality LUT, rescale), so that
            they are no levels yet.
    """
    if color:
        return Rule.AS_IS
    if modality == "CT":
        return Rule.WINDOWS
    if modality in _VOLUMES:
        return Rule.VOLUME
    if modality in _RADIOGRAPHS:
        return Rule.FRAME
    return Rule.AS_IS if bits == _BYTE and not measured else Rule.FILE
