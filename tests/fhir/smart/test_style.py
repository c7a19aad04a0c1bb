"""The look of a record system is taken as colours, lengths and fonts; nothing else of it is CSS."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response

from chartside.errors import LaunchRefused, WebError
from chartside.fhir.smart.style import fetch_style, read_style

Made = Callable[..., Any]
STYLE = "/styles/smart_v1.json"
EXAMPLE = {
    "color_background": "#edeae3",
    "color_error": "#9e2d2d",
    "color_highlight": "#69b5ce",
    "color_modal_backdrop": "",
    "color_success": "#498e49",
    "color_text": "#303030",
    "dim_border_radius": "6px",
    "dim_font_size": "13px",
    "dim_spacing_size": "20px",
    "font_family_body": "Georgia, Times, 'Times New Roman', serif",
    "font_family_heading": (
        "'HelveticaNeue-Light', Helvetica, Arial, 'Lucida Grande', sans-serif;"
    ),
}


def test_the_example_of_the_guide_is_taken() -> None:
    made = read_style(EXAMPLE)
    assert set(EXAMPLE) - set(made) == {"color_modal_backdrop"}
    assert made["color_background"] == "#edeae3"
    assert made["dim_font_size"] == "13px"
    assert made["font_family_body"] == '"Georgia", "Times", "Times New Roman", serif'
    assert made["font_family_heading"].endswith('"Lucida Grande", sans-serif')


@pytest.mark.parametrize(
    "value",
    [
        "#fff",
        "#FFFF",
        "#a1b2c3d4",
        "rgb(1, 2, 3)",
        "rgba(1,2,3,0.5)",
        "rgb(1 2 3 / 50%)",
        "hsl(120, 50%, 50%)",
    ],
)
def test_a_color_may_be_written_in_numbers(value: str) -> None:
    assert read_style({"color_success": value}) == {"color_success": value.lower()}


@pytest.mark.parametrize("value", ["0", "12px", "0.5em", ".5rem", "100px", "6.25em", "12PT"])
def test_a_length_is_a_number_with_a_unit(value: str) -> None:
    assert read_style({"dim_spacing_size": value}) == {"dim_spacing_size": value.lower()}


@pytest.mark.parametrize(
    "value",
    [
        "red",
        "#12",
        "#12345",
        "#ggg",
        "#fff;}*{display:none",
        "#fff/**/",
        "#fff !important",
        "url(https://evil.example/x)",
        "var(--x)",
        "expression(alert(1))",
        "rgb(1,2,3);background:url(//evil.example)",
        "rgb(calc(1),2,3)",
        "\\23 fff",
        "#fff\n}",
        "</style><script>",
        "inherit",
        "transparent",
        "image-set('https://evil.example')",
        "\uff03fff",
        "#\u0663\u0663\u0663",
        7,
        None,
        ["#fff"],
        {"a": "#fff"},
    ],
)
def test_a_color_that_is_anything_else_is_left_out(value: Any) -> None:
    said = {"color_success": value, "color_highlight": "#000"}
    assert read_style(said) == {"color_highlight": "#000"}


@pytest.mark.parametrize(
    "value",
    [
        "12",
        "12 px",
        "-1px",
        "101px",
        "999em",
        "7rem",
        "100%",
        "100vh",
        "calc(1px)",
        "1e9px",
        "1px;",
        "1px 2px",
        "\u0661px",
    ],
)
def test_a_length_that_is_anything_else_or_hides_what_must_be_read_is_left_out(value: str) -> None:
    assert read_style({"dim_font_size": value}) == {}


@pytest.mark.parametrize(
    "value",
    [
        "",
        ";",
        "Arial; } body { display: none",
        "Arial, url(https://evil.example)",
        '\'Arial\', "x\\"; }"',
        "Arial\\, x",
        "</style>",
        "'unclosed",
        "a,,b",
        "@import 'https://evil.example'",
        "x" * 65,
        "Arial:hover",
        "\u202eArial",
    ],
)
def test_a_list_of_fonts_with_anything_but_names_is_left_out(value: str) -> None:
    assert read_style({"font_family_body": value}) == {}


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("#fff", "#ffffff"),
        ("#777", "#888"),
        ("#000", "rgba(255, 255, 255, 0.5)"),
        ("#0000", "#fff"),
        ("hsl(0, 0%, 90%)", "rgb(255 255 255)"),
        ("rgb(0 0 0 / 10%)", "#fff"),
        ("#000", None),
        (None, "#fff"),
    ],
)
def test_colors_in_which_the_text_could_not_be_read_are_left_out(
    text: str | None, background: str | None
) -> None:
    said = {"color_text": text, "color_background": background, "color_error": "#9e2d2d"}
    assert read_style({**said, "color_success": "#498e49"}) == {"color_success": "#498e49"}


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("#000", "#fff"),
        ("#eee", "#111f"),
        ("rgb(0, 0, 0, 1)", "hsl(120deg 100% 90% / 100%)"),
        ("#767676", "#ffffff"),
    ],
)
def test_colors_in_which_it_can_be_read_are_kept(text: str, background: str) -> None:
    said = {"color_text": text, "color_background": background}
    assert read_style(said) == said


def test_a_color_of_errors_that_does_not_stand_out_is_left_out() -> None:
    plain = {"color_text": "#000", "color_background": "#fff"}
    assert read_style({**plain, "color_error": "#fee"}) == plain
    assert "color_error" in read_style({**plain, "color_error": "#9e2d2d"})


@pytest.mark.parametrize("value", ["0", "1px", "9px", "0.5em", "40px", "3rem", "100px"])
def test_a_font_that_is_too_small_or_too_large_to_read_is_left_out(value: str) -> None:
    assert read_style({"dim_font_size": value}) == {}
    assert read_style({"dim_font_size": "12pt"}) == {"dim_font_size": "12pt"}


def test_properties_that_smart_does_not_name_are_left_out() -> None:
    odd = {
        "color_evil": "#fff",
        "background": "#fff",
        "--x": "#fff",
        "dim_": "1px",
        "color_": "#fff",
    }
    assert read_style(odd) == {}
    for said in (None, [], 7, "x"):
        assert read_style(said) == {}


PLAIN = re.compile(r"[#A-Za-z0-9 .,%/()\"-]*")


@given(
    st.dictionaries(
        st.sampled_from(sorted(EXAMPLE)),
        st.text(alphabet="#rgbhsla()0123456789abcdefpxem%,./ ;:{}\\'\"<>!@\n-", max_size=40)
        | st.text(max_size=40),
    )
)
def test_nothing_that_closes_a_declaration_ever_comes_through(said: dict[str, str]) -> None:
    for name, value in read_style(said).items():
        assert name in EXAMPLE
        assert PLAIN.fullmatch(value)
        assert value.count('"') % 2 == 0
        assert "url" not in value.replace('"', "").lower() or value.startswith('"')


async def test_a_style_is_fetched_from_a_registered_origin_without_the_token(
    ehr: Any, registered: Made, connect: Made
) -> None:
    ehr.says[STYLE] = JSONResponse(EXAMPLE)
    client = await connect(registered())
    made = await fetch_style(client.web, client.registration, ehr.url + STYLE)
    assert made == read_style(EXAMPLE)
    assert "authorization" not in ehr.asked[-1][3]


@pytest.mark.parametrize(
    "url", ["https://evil.example/style", "http://127.0.0.1:1/x", "file:///etc/passwd", ""]
)
async def test_a_style_that_is_elsewhere_is_not_fetched(
    registered: Made, connect: Made, url: str
) -> None:
    client = await connect(registered())
    with pytest.raises(LaunchRefused) as why:
        await fetch_style(client.web, client.registration, url)
    assert why.value.reason == "elsewhere"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Response("", 404), "refused"),
        (Response("a{}", 200, media_type="text/css"), "not-json"),
        (Response(b" " * 70_000, 200), "too-large"),
        (Response("", 301, {"location": "https://evil.example"}), "redirected"),
    ],
)
async def test_what_is_no_style_is_told_as_such(
    ehr: Any, registered: Made, connect: Made, answer: Response, why: str
) -> None:
    ehr.says[STYLE] = answer
    client = await connect(registered())
    with pytest.raises(WebError) as refused:
        await fetch_style(client.web, client.registration, ehr.url + STYLE)
    assert refused.value.reason == why
