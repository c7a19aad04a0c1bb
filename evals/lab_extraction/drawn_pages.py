"""Pages drawn word by word or letter by letter with the fonts that every PDF reader has."""

from dataclasses import dataclass, field

from fpdf import FPDF

from chartside.evals.lab_extraction.marking import ADDRESS


@dataclass(slots=True)
class Paper:
    """A document that is drawn at places in points from the upper left corner."""

    font: str = "Helvetica"
    size: float = 9
    landscape: bool = False
    letters: bool = False
    """Whether each letter is an object of its own, and spaces are only gaps."""

    pdf: FPDF = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty page."""
        self.pdf = FPDF("L" if self.landscape else "P", "pt", "A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.core_fonts_encoding = "windows-1252"
        self.new_page()

    def new_page(self) -> None:
        """Turn to the next page."""
        self.pdf.add_page()
        self.pdf.set_font(self.font, size=self.size)

    def width(self, text: str, *, bold: bool = False, size: float = 0) -> float:
        """How wide a text comes to stand, in points."""
        self.pdf.set_font(self.font, "B" if bold else "", size or self.size)
        return float(self.pdf.get_string_width(latin(text)))

    def put(  # noqa: PLR0913 - where and how, each by its name
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: bool = False,
        right: bool = False,
        size: float = 0,
        mark: int | None = None,
    ) -> float:
        """Draw a text on the line `y` and give the place where it ends."""
        text, high = latin(text), size or self.size
        wide = self.width(text, bold=bold, size=size)
        x -= wide if right else 0
        if self.letters:
            at = x
            for letter in text:
                if letter != " ":
                    self.pdf.text(at, y, letter)
                at += self.pdf.get_string_width(letter)
        elif text:
            self.pdf.text(x, y, text)
        if mark is not None:
            self.pdf.link(x, y - high * 0.8, wide, high, f"{ADDRESS}{mark}")
        return x + wide

    def rule(self, x: float, y: float, to: float) -> None:
        """Draw a line from left to right."""
        self.pdf.set_line_width(0.5)
        self.pdf.line(x, y, to, y)

    def bar(self, x: float, y: float, wide: float, high: float, grey: int = 220) -> None:
        """Fill a box with grey."""
        self.pdf.set_fill_color(grey)
        self.pdf.rect(x, y, wide, high, style="F")

    def octets(self) -> bytes:
        """The document."""
        return bytes(self.pdf.output())


def latin(text: str) -> str:
    """What the fonts of every reader can show: Windows-1252, the rest as laboratories do."""
    for mark, plain in {"⁹": "^9", "¹²": "^12", "μ": "µ", "↑": "^", "↓": "v"}.items():
        text = text.replace(mark, plain)
    return text.encode("cp1252", "replace").decode("cp1252")
