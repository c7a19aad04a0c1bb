"""A signed document as a Word file (DOCX), for those who read on in a word processor.

The same decision gives the same bytes. What is in the file can be edited by anybody, and a copy
that was is not what was signed: the signature is over the bytes of the signed document, whose hash
stands at the end. Fonts are those of the reader's machine; Word takes others for the scripts that
they lack.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from chartside.errors import MissingExtra
from chartside.signoff.clock import from_text
from chartside.signoff.exporting.paper import Block, Line, Paper

try:
    import docx
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt
except ImportError:  # the extra `documents` is not installed
    docx = None  # type: ignore[assignment]  # looked at before it is used

_FONT: Final = "Calibri"
_MARGIN: Final = 22  # mm
_WIDTH: Final = {"a4": (210, 297), "us-letter": (216, 279)}  # mm
_LONGEST: Final = 255  # characters of a property
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP archive can hold
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIGHT_TO_LEFT: Final = re.compile(
    "([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
    "(?:[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200c\u200d ]*"
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?)"
)


def to_docx(page: Paper, *, size: str = "a4") -> bytes:
    """The document as DOCX.

    Args:
        page: What stands on it.
        size: Of the paper: `a4`, `us-letter`.

    Raises:
        MissingExtra: python-docx is not installed.
    """
    if docx is None:
        raise MissingExtra("DOCX", "documents")
    word = docx.Document()
    _without_picture(word.part.package)
    _prepared(word, page, size)
    _put(word.add_paragraph(style="Title"), page.title)
    for name, words in _heads(page):
        paragraph = word.add_paragraph()
        _put(paragraph, f"{name}: ", bold=True)
        _put(paragraph, words)
    for block in page.blocks:
        _block(word, block)
    _end(word, page)
    saved = io.BytesIO()
    word.save(saved)
    return _same_bytes(saved.getvalue())


def _heads(page: Paper) -> Iterator[tuple[str, str]]:
    yield "Patient", page.patient
    yield "Signature", page.signed
    if page.amends:
        yield "Amendment", f"Replaces document {page.amends}."
    yield "Drafted by", page.disclosure
    yield "Check", page.checked


def _prepared(word: Any, page: Paper, size: str) -> None:
    """Paper, fonts, properties, and what stands on every page."""
    moment = from_text(page.at).replace(tzinfo=None)  # Word's properties are in UTC, unsaid
    properties = word.core_properties
    properties.title, properties.author = _xml(page.title)[:_LONGEST], _xml(page.signer)[:_LONGEST]
    properties.last_modified_by, properties.comments = properties.author, ""
    properties.identifier = page.identifier
    properties.created = properties.modified = moment
    for style in ("Normal", "Title", "Heading 2"):
        font = word.styles[style].font
        font.name = _FONT
        fonts = font.element.rPr.get_or_add_rFonts()
        for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{script}"), None)
        fonts.set(qn("w:cs"), "Arial")
    word.styles["Normal"].font.size = Pt(10)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    section = word.sections[0]
    width, height = _WIDTH[size]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    _every_page(section, page, Mm(width - 2 * _MARGIN))


def _every_page(section: Any, page: Paper, right: Any) -> None:
    header = section.header.paragraphs[0]
    header.style = section.footer.paragraphs[0].style = "Normal"  # without tab stops of their own
    header.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    _put(header, page.patient, size=8)
    _put(header, f"\t{page.title}", size=8, bold=True)
    footer = section.footer
    _put(footer.paragraphs[0], page.signed, size=8)
    _put(footer.add_paragraph(), page.disclosure, size=8)
    last = footer.add_paragraph()
    last.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    _put(last, f"Document {page.identifier}\tPage ", size=8)
    _field(last, "PAGE")
    _put(last, " of ", size=8)
    _field(last, "NUMPAGES")


def _block(word: Any, block: Block) -> None:
    if block.title:
        _put(word.add_paragraph(style="Heading 2"), block.title)
    if block.lead:
        _put(word.add_paragraph(), block.lead)
    for line in block.lines:
        _line(word, line)


def _line(word: Any, line: Line) -> None:
    paragraph = word.add_paragraph(style="List Bullet")
    _put(paragraph, line.text)
    for number in line.sources:
        _put(paragraph, "\u00a0", size=8)
        _link(paragraph, number)
    if line.flag:
        paragraph.paragraph_format.keep_with_next = True
        flag = word.add_paragraph()
        flag.paragraph_format.left_indent = Mm(8)
        _put(flag, line.flag, size=9, italic=True)
    for words in line.below:
        _put(word.add_paragraph(style="List Bullet 2"), words, size=9)


def _end(word: Any, page: Paper) -> None:
    _put(word.add_paragraph(style="Heading 2"), "Sources")
    for source in page.sources:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(8)
        paragraph.paragraph_format.first_line_indent = Mm(-8)
        _bookmark(paragraph, source.number)
        paragraph.paragraph_format.space_after = Pt(2)
        _put(paragraph, f"{source.number}. {source.words}{' ' if source.words else ''}", size=9)
        _put(paragraph, source.name, size=7.5)
    _put(word.add_paragraph(), page.chart, size=9)
    _put(word.add_paragraph(style="Heading 2"), "About this document")
    for words in page.about:
        _put(word.add_paragraph(style="List Bullet"), words, size=9)


def _put(
    paragraph: Any, text: str, *, size: float = 0, bold: bool = False, italic: bool = False
) -> None:
    """Add text; what is written from the right is marked so, for Word orders it by that mark."""
    for number, part in enumerate(_RIGHT_TO_LEFT.split(_xml(text))):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic = bold or None, italic or None
            run.font.size = Pt(size) if size else None
            run.font.rtl = True if number % 2 else None


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _field(paragraph: Any, name: str) -> None:
    """A number that Word fills in when it lays out the page."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    element.append(run._r)  # noqa: SLF001 - python-docx has no fields
    paragraph._p.append(element)  # noqa: SLF001 - as above


def _link(paragraph: Any, number: int) -> None:
    """`[3]`, which leads to the third of the sources."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("w:anchor"), f"source-{number}")
    run = paragraph.add_run(f"[{number}]")
    run.font.size = Pt(8)
    element.append(run._r)  # noqa: SLF001 - python-docx has no links within a document
    paragraph._p.append(element)  # noqa: SLF001 - as above


def _bookmark(paragraph: Any, number: int) -> None:
    for end, name in (("w:bookmarkStart", f"source-{number}"), ("w:bookmarkEnd", "")):
        element = OxmlElement(end)
        element.set(qn("w:id"), str(number))
        if name:
            element.set(qn("w:name"), name)
        paragraph._p.append(element)  # noqa: SLF001 - python-docx has no bookmarks


def _without_picture(package: Any) -> None:
    """Take out the picture of the empty page that python-docx's template shows as its icon."""
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _same_bytes(archive: bytes) -> bytes:
    """The archive again without the times at which its parts were put in."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            same = zipfile.ZipInfo(part.filename, _EPOCH)
            new.writestr(same, old.read(part), compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()
