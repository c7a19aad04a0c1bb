"""DICOM UIDs as FHIR and DICOMweb write them.

They become parts of paths and of addresses, so that nothing else passes for one.
"""

import re
from typing import Any, Final

LONGEST: Final = 64
"""Characters of a UID (PS3.5 9.1)."""
_UID: Final = re.compile(r"[0-9]+(?:\.[0-9]+)+")
_OID: Final = "urn:oid:"


def uid_of(text: Any) -> str:
    """The UID that is written, `urn:oid:` before it or not; empty for anything else.

    A part may begin with a zero: PS3.5 forbids it, and files have it.

    >>> uid_of("urn:oid:1.2.840.99"), uid_of("1.2/../3"), uid_of("1." + "2" * 70)
    ('1.2.840.99', '', '')
    """
    if not isinstance(text, str):
        return ""
    bare = text.strip().removeprefix(_OID)
    return bare if len(bare) <= LONGEST and _UID.fullmatch(bare) else ""
