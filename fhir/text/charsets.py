"""Octets as characters: by mark, by declaration, as UTF-8, and last by a guess that says so.

Labels mean what they mean to a browser: ISO-8859-1 is Windows-1252, GB2312 is GB18030. A guess goes
by the letters that are usual in a language, and by whether they stand next to one another: those of
Western Europe stand alone among ASCII ones. Not covered by the guess: Central European and Turkish
charsets, which differ from Western ones in a few letters only. Source: WHATWG, Encoding Standard,
4.2 (names and labels).
"""

import codecs
import re
from collections.abc import Mapping
from typing import Final

GUESSED: Final = "letters of it are read by a guess, since its charset is not declared"

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WESTERN: Final = "cp1252"
_AS_IN_BROWSERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ascii", "iso8859-1", "ansi", "latin-1"), _WESTERN),
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620", "dos-874", "windows-874"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "hz-gb-2312"), "gb18030"),
    **dict.fromkeys(("shift_jis", "x-sjis", "windows-31j", "ms932"), "cp932"),
    **dict.fromkeys(("euc_kr", "ks_c_5601-1987", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso8859-8"),
    "x-mac-cyrillic": "mac-cyrillic",
}
_KNOWN: Final = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|utf-32(?:-[lb]e)?|cp\d{3,4}|iso8859-\d{1,2}|koi8-[ru]|gb18030|euc_jp"
    r"|iso2022_jp|big5hkscs|mac-(?:roman|cyrillic|greek|latin2|turkish)"
)
"""Charsets of documents; Python knows others, which are no charsets (`unicode_escape`, `idna`)."""
_USUAL: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("cp1251", "koi8-r", "iso8859-5", "cp866"),
        "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440"
        "\u0432\u043b\u043a\u043c\u0434\u043f\u0443\u0456\u044f",
    ),
    "cp1253": "\u03b1\u03bf\u03b9\u03b5\u03c4\u03c3\u03bd"
    "\u03b7\u03c5\u03c1\u03c0\u03ba\u03bc\u03bb\u03c2",
    "cp1255": "\u05d9\u05d5\u05d4\u05dc\u05d0\u05de\u05ea"
    "\u05e8\u05d1\u05e9\u05e0\u05d7\u05d3\u05e1",
    "cp1256": "\u0627\u0644\u064a\u0645\u0648\u0646\u0631"
    "\u062a\u0628\u0629\u0639\u062f\u0647\u0645",
    "cp874": "\u0e32\u0e19\u0e23\u0e2d\u0e01\u0e40\u0e07"
    "\u0e21\u0e48\u0e22\u0e25\u0e27\u0e14\u0e17\u0e49",
    **dict.fromkeys(
        ("cp932", "euc_jp"),
        "\u306e\u306b\u306f\u3092\u305f\u304c\u3067\u3066"
        "\u3068\u3057\u308a\u3044\u308b\u3042\u3059\u307e"
        "\u30fc\u30f3\u30b9\u30eb\u30ea\u30ab\u30a2\u3002\u3001",
    ),
    "cp949": "\uc774\ub2e4\ub294\uc744\ub97c\uc758\uc5d0"
    "\uac00\uace0\ud558\ub85c\uc740\ud55c\uc9c0\uc74c"
    "\uc788\uc5c6\uc790\ud658\ub3c4\uacfc\uc11c\ub420\ud568\uc2dc\uc0ac\uae30",
    "gb18030": "\u7684\u662f\u4e0d\u4e86\u5728\u6709\u4eba"
    "\u4e2d\u5927\u4e3a\u4e0a\u4e2a\u4ee5\u8981\u65f6"
    "\u60a3\u8005\u75c5\u53f2\u8840\u9ad8\u836f\u6cbb"
    "\u7597\u68c0\u67e5\u65e0\u75bc\u75db\u538b\u5bf9"
    "\u6027\u533b\u672f\u540e\u6b21\u65e5\u6708\u5e74\uff0c\u3002",
    "big5hkscs": "\u7684\u662f\u4e0d\u4e86\u5728\u6709\u4eba"
    "\u4e2d\u5927\u70ba\u4e0a\u500b\u4ee5\u8981\u6642"
    "\u60a3\u8005\u75c5\u53f2\u8840\u9ad8\u85e5\u6cbb"
    "\u7642\u6aa2\u67e5\u7121\u75bc\u75db\u58d3\u5c0d"
    "\u6027\u91ab\u8853\u5f8c\u6b21\u65e5\u6708\u5e74\uff0c\u3002",
}
"""What a text in each is full of; Chinese that of the clinic too."""
_LEAST: Final = 0.12
"""The share of such letters from which a guess is made."""
_TOGETHER: Final = 0.7
"""The share of octets beyond ASCII that stand next to one another, in scripts but the Latin one."""
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_JIS: Final = re.compile(rb"\x1b\$[@B]")
_SAMPLE: Final = 65536
_ONE_SIDED: Final = 3


def characters(octets: bytes, declared: str) -> tuple[str, bool]:
    """The text, and whether letters of it were guessed; `declared` is a label, or empty."""
    for mark, name in _MARKS:
        if octets.startswith(mark):
            return octets[len(mark) :].decode(name, errors="replace"), False
    named = _named(declared)
    for charset in _order(named or _wide(octets)):
        try:
            return octets.decode(charset), False
        except UnicodeDecodeError:
            continue
    found = _guess(octets)
    text = octets.decode(found, errors="replace")
    return text, any(c.isalpha() and not c.isascii() for c in text)


def _named(label: str) -> str:
    """The charset of a label; empty where it is none, or none of a document."""
    said = label.strip(" \"'").lower()
    name = _AS_IN_BROWSERS.get(said, "")
    if not name and said.isascii() and "\0" not in said:
        try:
            name = codecs.lookup(said).name
        except (LookupError, ValueError):
            return ""
    name = _AS_IN_BROWSERS.get(name, name)
    return name if _KNOWN.fullmatch(name) else ""


def _order(charset: str) -> tuple[str, ...]:
    """UTF-8 first where a Western charset is declared: it is the usual mistake, and it shows."""
    if charset.startswith(("cp125", "iso8859")):
        return "utf-8", charset
    return (charset, "utf-8") if charset else ("utf-8",)


def _wide(octets: bytes) -> str:
    """`utf-16-le` or `-be`, where octets of one side are zero; ISO-2022-JP by its escapes."""
    start = octets[:_SAMPLE]
    if _JIS.search(start) and start.isascii():
        return "iso2022_jp"
    first, second = start[::2].count(0), start[1::2].count(0)
    if second > _ONE_SIDED * first:
        return "utf-16-le"
    return "utf-16-be" if first > _ONE_SIDED * second else ""


def _guess(octets: bytes) -> str:
    start = octets[:_SAMPLE]
    high = _HIGH.findall(start)
    together = sum(len(run) for run in high if len(run) > 1)
    wide = together >= _TOGETHER * sum(map(len, high))
    scores = {name: _share(start, name, usual) for name, usual in _USUAL.items()}
    best = max(scores, key=lambda name: scores[name])
    mixed = best in _MIXED and scores[best] >= _SURE
    return best if scores[best] >= _LEAST and (wide or mixed) else _WESTERN


_MIXED: Final = frozenset({"cp932", "gb18030", "big5hkscs"})
"""Charsets whose second octet may be an ASCII one, so that a text has few runs."""
_SURE: Final = 0.3


def _share(octets: bytes, charset: str, usual: str) -> float:
    """How much of what is not ASCII is made of usual letters; none where it cannot be decoded."""
    try:
        text = codecs.getincrementaldecoder(charset)().decode(octets)
    except UnicodeDecodeError:
        return 0.0
    other = [c for c in text if not c.isascii()]
    return sum(c in usual for c in other) / len(other) if other else 0.0
