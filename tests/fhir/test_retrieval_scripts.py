"""Notes in scripts that put no space between words are found by their words."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.retrieval import Ask, index_of
from chartside.fhir.retrieval.scripts import spread, spread_places


def chart_of(make: Any, *texts: str) -> Chart:
    def note(name: int, text: str) -> Any:
        held = {"contentType": "text/plain", "data": b64encode(text.encode()).decode()}
        return make.resource("DocumentReference", f"d{name}", content=[{"attachment": held}])

    chart: Chart = make.chart(*(note(n, text) for n, text in enumerate(texts)))
    return chart


def found(chart: Chart, asked: str) -> list[str]:
    hits = index_of(chart).passages(Ask(asked)).items
    return [hit.document.reference.removeprefix("DocumentReference/") for hit in hits]


NOTES = (
    "\u60a3\u8005\u6709\u9ad8\u8840\u538b\u75c5\u53f2\u3002\u5bf9\u9752\u9709\u7d20\u8fc7\u654f\u3002",
    "\u6162\u6027\u814e\u81d3\u75c5\u3068\u80c3\u764c\u306e\u65e2\u5f80\u3042\u308a\u3002"
    "\u30da\u30cb\u30b7\u30ea\u30f3\u30a2\u30ec\u30eb\u30ae\u30fc\u3002"
    "\uff28\uff42\uff21\uff11\uff43\u306f\uff17\uff0e\uff12\u3002",
    "\uace0\ud608\uc555\uc740 \uc870\uc808\ub428. \ub2f9\ub1e8\ubcd1 \uc788\uc74c.",
    "\u0e1c\u0e39\u0e49\u0e1b\u0e48\u0e27\u0e22\u0e40\u0e1b\u0e47\u0e19\u0e42\u0e23\u0e04"
    "\u0e40\u0e1a\u0e32\u0e2b\u0e27\u0e32\u0e19",
    "\u0e9c\u0eb9\u0ec9\u0e9b\u0ec8\u0ea7\u0e8d\u0ec0\u0e9b\u0eb1\u0e99\u0ec0\u0e9a\u0ebb\u0eb2"
    "\u0eab\u0ea7\u0eb2\u0e99",
    "\u17a2\u17d2\u1793\u1780\u1787\u1798\u17d2\u1784\u17ba\u1791\u17b9\u1780\u1793\u17c4\u1798\u1795\u17d2\u17a2\u17c2\u1798",
    "\u0930\u094b\u0917\u0940 \u0915\u094b \u092e\u0927\u0941\u092e\u0947\u0939 \u0939\u0948",
    "Nothing of note.",
)


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ("\u9ad8\u8840\u538b", "d0"),
        ("\u9752\u9709\u7d20\u8fc7\u654f", "d0"),
        ("\u5bf9\u9752\u9709\u7d20\u8fc7\u654f\u5417", "d0"),
        ("\u60a3", "d0"),
        ("\u764c", "d1"),
        ("\u814e\u81d3\u75c5", "d1"),
        ("\u30a2\u30ec\u30eb\u30ae\u30fc", "d1"),
        ("\uff71\uff9a\uff99\uff77\uff9e\uff70", "d1"),
        ("\u30da\u30cb\u30b7\u30ea\u30f3\u306e\u30a2\u30ec\u30eb\u30ae\u30fc", "d1"),
        ("HbA1c", "d1"),
        ("\uace0\ud608\uc555", "d2"),
        ("\u1103\u1161\u11bc\u1102\u116d\u1107\u1167\u11bc", "d2"),
        ("\u0e40\u0e1a\u0e32\u0e2b\u0e27\u0e32\u0e19", "d3"),
        ("\u0ec0\u0e9a\u0ebb\u0eb2\u0eab\u0ea7\u0eb2\u0e99", "d4"),
        ("\u1791\u17b9\u1780\u1793\u17c4\u1798\u1795\u17d2\u17a2\u17c2\u1798", "d5"),
        ("\u092e\u0927\u0941\u092e\u0947\u0939", "d6"),
    ],
)
def test_a_word_is_found_in_a_script_without_spaces(make: Any, asked: str, note: str) -> None:
    assert found(chart_of(make, *NOTES), asked)[:1] == [note]


@pytest.mark.parametrize(
    "asked", ["\u900f\u6790", "\u808c", "\u30a4\u30f3\u30b9\u30ea\u30f3", "\ud22c\uc11d"]
)
def test_a_word_that_no_note_has_is_not_found(make: Any, asked: str) -> None:
    assert found(chart_of(make, *NOTES), asked) == []


def test_the_note_with_the_whole_word_comes_before_one_with_its_parts(make: Any) -> None:
    parts, whole = (
        "\u6162\u6027\u75c5\u3002\u814e\u81d3\u3002",
        "\u6162\u6027\u814e\u81d3\u75c5\u3002",
    )
    assert found(chart_of(make, parts, whole), "\u6162\u6027\u814e\u81d3\u75c5") == ["d1", "d0"]


def test_the_sentence_with_the_word_is_quoted_exactly(make: Any) -> None:
    filler = "\u60a3\u8005\u72b6\u6001\u7a33\u5b9a\u3002" * 60
    chart = chart_of(make, filler + "\u5bf9\u9752\u9709\u7d20\u8fc7\u654f\u3002" + filler)
    ask = Ask("\u9752\u9709\u7d20")
    hits = index_of(chart).passages(ask).items
    (quote,) = index_of(chart).quotes(ask, hits)
    assert quote.text == chart.documents()[0].text[quote.start : quote.end]
    assert quote.text.startswith("\u5bf9\u9752\u9709\u7d20\u8fc7\u654f")


def test_entries_are_found_by_names_in_such_a_script(make: Any) -> None:
    chart = make.chart(make.problem("p", "\u672c\u614b\u6027\u9ad8\u8840\u5727\u75c7"))
    hits = index_of(chart).entries(Ask("\u9ad8\u8840\u5727")).items
    assert [h.entry.reference for h in hits] == ["Condition/p"]


@pytest.mark.parametrize(
    "text",
    [*NOTES, "\ufb01brosis \uff11\uff12 mg", "\uff76\uff9e\u3099x\u0e33", "", "a\u0301\u764c"],
)
def test_each_character_of_the_index_stands_for_a_place_of_the_text(text: str) -> None:
    words, places = spread_places(text)
    assert words == spread(text)
    assert len(places) == len(words) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Gr\u00f6\u00dfe und Gewicht", "Gr\u00f6\u00dfe"),
        ("\u0439\u043e\u0434 \u0438 \u0416\u0435\u043b\u0435\u0437\u043e", "\u0419\u043e\u0434"),
        (
            "\u03c6\u03ac\u03c1\u03bc\u03b1\u03ba\u03bf",
            "\u03a6\u03b1\u03c1\u03bc\u03b1\u03ba\u03bf",
        ),
        ("HbA\u2081c 7.2", "HbA1c"),
        # Held back while the rule was written:
        ("Stra\u00dfe 5", "STRASSE"),
        ("\u0421\u0447\u0451\u0442 \u0441\u0434\u0430\u043d", "\u0441\u0447\u0435\u0442"),
        ("SpO\u2082 91 %", "SpO\u2082"),
        ("Factor \u2167 deficiency", "VIII"),
    ],
)
def test_a_word_is_found_by_its_own_letters(make: Any, text: str, asked: str) -> None:
    chart = chart_of(make, text)
    index = index_of(chart)
    hits = index.passages(Ask(asked)).items
    assert [hit.document.reference for hit in hits] == ["DocumentReference/d0"]
    (quote,) = index.quotes(Ask(asked), hits)
    assert text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "text", ["Gr\u00f6\u00dfe 5", "SpO\u2082 \u00bd", "\u0439\u043e\u0434 \u00df\u00df x"]
)
def test_what_is_folded_keeps_its_place(text: str) -> None:
    words, places = spread_places(text)
    assert words == spread(text)
    assert len(places) == len(words) + 1
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text))
