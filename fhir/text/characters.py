"""Characters that no reader sees, and line ends of one kind.

Left out: control characters, soft hyphens and blanks without width (a word that holds one is not
found by its own letters), the signs that reverse the direction of text (5 mg would be shown as
`gm 5`), and tags, which spell hidden words for a machine. Source: Unicode 16, sections 23.2 to
23.9; UTR 36, 2.10 (bidirectional text).
"""

import re
from typing import Final

_TAGS: Final = range(0xE0000, 0xE0080)
"""Letters that are drawn as nothing."""
_UNSEEN: Final = {
    **dict.fromkeys((*range(32), *range(0x7F, 0xA0))),
    **dict.fromkeys((0x200B, 0x2060, 0xFEFF)),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    **dict.fromkeys(_TAGS),
} | {0x09: "\t", 0x0A: "\n"}
_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SOFT: Final = re.compile(r"(?<=[^\W\d_])\xad(?=[^\W\d_])")
"""Within a word; elsewhere (`3-6 mg`) it stands for a hyphen, as old charsets have it."""
_SMUGGLED: Final = re.compile("[\U000e0000-\U000e007f]{2}")


def shown(text: str) -> str:
    r"""The text without what no reader sees, each line ended by a line feed.

    >>> shown("Na\u00adtri\u200bum 140\x0c\u202e5 mg")
    'Natrium 140\n5 mg'
    """
    if "\xad" in text:
        text = _SOFT.sub("", text).replace("\xad", "-")
    return _ENDS.sub("\n", text).translate(_UNSEEN)


def smuggled(text: str) -> bool:
    """Whether it spells words in letters that are drawn as nothing.

    One alone, or a flag of a region, which ends with such letters after a black flag, is none.
    """
    return bool(_SMUGGLED.search(_FLAG.sub("", text)))


_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007f]{1,8}")
