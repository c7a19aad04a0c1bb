"""Text in any charset, declared or not, and what is said where its letters are a guess."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.documents import Document
from chartside.fhir.text.charsets import GUESSED

RUSSIAN = (
    "\u041f\u0430\u0446\u0438\u0435\u043d\u0442 \u043f"
    "\u0440\u0438\u043d\u0438\u043c\u0430\u0435\u0442 "
    "\u0432\u0430\u0440\u0444\u0430\u0440\u0438\u043d, 5 mg."
)
GREEK = (
    "\u039f \u03b1\u03c3\u03b8\u03b5\u03bd\u03ae\u03c2 \u03bb\u03b1"
    "\u03bc\u03b2\u03ac\u03bd\u03b5\u03b9 5 mg."
)
POLISH = "Ból g\u0142owy, \u015bwi\u0105d skóry, gor\u0105czka."
CHINESE = (
    "\u60a3\u8005\u6709\u7cd6\u5c3f\u75c5\u75c5\u53f2\uff0c\u65e0\u836f\u7269\u8fc7\u654f\u3002"
)
JAPANESE = (
    "\u30a2\u30b9\u30d4\u30ea\u30f3\u3092\u4e2d\u6b62"
    "\u3057\u305f\u3002\u767a\u71b1\u306f\u306a\u3044\u3002"
)
KOREAN = "\ud658\uc790\ub294 \ub2f9\ub1e8\ubcd1\uc774 \uc788\uace0 \uc5f4\uc740 \uc5c6\uc74c."
HEBREW = (
    "\u05d4\u05d7\u05d5\u05dc\u05d4 \u05e0\u05d5\u05d8\u05dc \u05d0"
    "\u05e1\u05e4\u05d9\u05e8\u05d9\u05df 100 mg"
)
WESTERN = "Mme Lef\xe8vre, 39 \xb0C \u2013 \u201cstable\u201d, 5 \u20ac"


def read(make: Any, octets: bytes, kind: str = "text/plain") -> Document:
    held = {"contentType": kind, "data": b64encode(octets).decode()}
    note = make.resource("DocumentReference", "d", content=[{"attachment": held}])
    found: Document = make.chart(note).documents()[0]
    return found


@pytest.mark.parametrize(
    ("label", "charset", "words"),
    [
        ("windows-1250", "cp1250", POLISH),
        ("ISO-8859-2", "iso8859-2", POLISH),
        ("windows-1251", "cp1251", RUSSIAN),
        ("KOI8-R", "koi8-r", RUSSIAN),
        ("ISO-8859-15", "iso8859-15", "5 \u20ac, \u0153d\xe8me"),
        ("GB2312", "gb18030", CHINESE),
        ("GBK", "gbk", CHINESE),
        ("Shift_JIS", "cp932", JAPANESE + "\u2460"),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("ISO-2022-JP", "iso2022_jp", JAPANESE),
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("EUC-KR", "euc_kr", KOREAN),
        ("iso-8859-1", "cp1252", WESTERN),
        ("us-ascii", "cp1252", WESTERN),
        ("iso-8859-1", "utf-8", WESTERN),
        ("windows-1252", "utf-8", RUSSIAN),
        ("iso-8859-8-i", "iso8859-8", HEBREW),
    ],
)
def test_a_declared_charset_means_what_it_means_to_a_browser(
    make: Any, label: str, charset: str, words: str
) -> None:
    found = read(make, words.encode(charset), f"text/plain; charset={label}")
    assert (found.text, found.notices) == (words, ())
    declared = f'<?xml version="1.0" encoding="{label}"?><html><p>{words}</p></html>'
    assert read(make, declared.encode(charset), "text/html").text.strip() == words


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp1253", GREEK),
        ("gbk", CHINESE),
        ("cp932", JAPANESE),
        ("euc_jp", JAPANESE),
        ("cp949", KOREAN),
        ("cp1255", HEBREW),
        ("cp1252", WESTERN),
    ],
)
def test_letters_of_an_undeclared_charset_are_guessed_and_the_document_says_so(
    make: Any, charset: str, words: str
) -> None:
    found = read(make, words.encode(charset))
    assert (found.text, found.notices) == (words, (GUESSED,))


def test_where_only_signs_are_guessed_there_is_nothing_to_say(make: Any) -> None:
    found = read(make, "39 \xb0C, 5 \xb1 1".encode("cp1252"))
    assert (found.text, found.notices) == ("39 \xb0C, 5 \xb1 1", ())


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_chinese_in_utf_16_without_a_mark_is_known_by_its_digits(make: Any, charset: str) -> None:
    words = CHINESE + "K 4.1 mmol/L"
    assert read(make, words.encode(charset)).text == words


@pytest.mark.parametrize(
    "label", ["undefined", "unicode_escape", "idna", "utf-7", "zlib", "rot13", "x\0y", "\u0130", ""]
)
def test_a_label_that_is_no_charset_of_documents_is_not_followed(make: Any, label: str) -> None:
    assert read(make, b"\\u0041+AGE-", f"text/plain; charset={label}").text == "\\u0041+AGE-"
