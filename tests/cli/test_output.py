"""What a terminal, a pipe and a program each get to see."""

import io
from decimal import Decimal

import pytest
from rich.markdown import Markdown
from rich.text import Text

from chartside.cli.neutral import neutral
from chartside.cli.output import NeutralConsole, emit, emit_line, table

HOSTILE = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\x08\x08\x08",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200f",
    "\u2028",
    "\ufeff",
    "\U000e0041",
    "\x00",
    "\r",
    "\udcff",
]


def terminal(width: int = 80) -> tuple[NeutralConsole, io.StringIO]:
    """A terminal that can do everything, and what reaches it."""
    file = io.StringIO()
    console = NeutralConsole(
        file=file, force_terminal=True, color_system=None, width=width, markup=False, emoji=False
    )
    return console, file


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_nothing_in_a_text_reaches_the_terminal_as_a_command(hostile: str) -> None:
    console, file = terminal()
    console.print(hostile)
    console.print(Text(hostile))
    console.print(Markdown(f"A note: {hostile}"))
    reached = set(file.getvalue())
    assert not reached & (set(hostile) - set("abcdefghijklmnopqrstuvwxyz[]0;.2J3 1"))
    assert "\N{REPLACEMENT CHARACTER}" in reached


@pytest.mark.parametrize(
    "text",
    [
        "Zo\u00eb M\u00fcller",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "5 \u00b5g",
    ],
)
def test_a_name_in_any_script_stays_as_it_is_written(text: str) -> None:
    assert neutral(text) == text


def test_markup_of_a_text_is_not_interpreted() -> None:
    console, file = terminal()
    console.print("[bold]allergic[/bold] :warning: [link=http://x]y[/link]")
    assert file.getvalue().strip() == "[bold]allergic[/bold] :warning: [link=http://x]y[/link]"


def test_a_decimal_leaves_with_every_digit_it_came_with(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    emit({"value": Decimal("5.00")})
    emit_line({"value": Decimal("0.10")})
    assert capfdbinary.readouterr().out == b'{\n  "value": 5.00\n}\n{"value":0.10}\n'


def test_in_a_pipe_a_row_is_a_line_and_nothing_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    long = "word " * 80
    table(("type", "what"), [("Observation", long), ("Condition", "a\nb\x1b[0m")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["type", "what"]
    assert lines[1] == f"Observation  {long.strip()}"
    assert lines[2] == "Condition    a b\N{REPLACEMENT CHARACTER}[0m"


ROW = ("2020-03", "Potassium in serum", "5.00 mmol/L", "Observation/a-long-id-of-a-result")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_on_a_terminal_of_any_width_no_word_is_broken_or_lost(width: int) -> None:
    console, file = terminal(width)
    table(("when", "what", "value", "source"), [ROW, ROW], on=console)
    shown = file.getvalue()
    for word in (word for cell in ROW for word in cell.split()):
        assert shown.count(word) == 2
    longest = max(len(line.strip()) for line in shown.splitlines())
    assert longest <= max(width, len("Observation/a-long-id-of-a-result"))


def test_a_wide_terminal_gets_columns_and_a_narrow_one_lines() -> None:
    for columns, lines in ((200, 2), (40, 4)):
        console, file = terminal(columns)
        table(("when", "what", "value", "source"), [ROW], on=console)
        assert len(file.getvalue().splitlines()) == lines


def test_a_file_name_that_is_not_utf_8_can_be_said_in_json(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    emit_line({"set_aside": [{"source": "r\udcff.json", "value": Decimal("1.0")}]})
    assert capfdbinary.readouterr().out == b'{"set_aside":[{"source":"r?.json","value":1.0}]}\n'
