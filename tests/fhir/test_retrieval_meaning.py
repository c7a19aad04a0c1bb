"""The seam for embeddings, with a real embedder: hashed groups of three letters."""

import math
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import ModelError
from chartside.fhir.chart import Chart
from chartside.fhir.retrieval import Ask, Role, fused, index_of


class Letters:
    """A text as counts of its groups of three letters, in 256 places."""

    name = "letters-3"
    floor = 0.2

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def embed(self, texts: Sequence[str], role: Role) -> list[list[float]]:
        self.asked[role] += len(texts)
        return [self._vector(text.lower()) for text in texts]

    def _vector(self, text: str) -> list[float]:
        held = [0.0] * 256
        for at in range(len(text) - 2):
            held[crc32(text[at : at + 3].encode("utf-8", "replace")) % 256] += 1.0
        return held


class Broken(Letters):
    """An embedder that gives what it is told to."""

    name = "broken-1"

    def __init__(self, *vectors: list[float]) -> None:
        super().__init__()
        self.vectors = list(vectors)

    def embed(self, texts: Sequence[str], role: Role) -> list[list[float]]:
        self.asked[role] += len(texts)
        return self.vectors


@pytest.fixture
def chart(make: Any) -> Chart:
    def note(name: str, text: str, **more: Any) -> dict[str, Any]:
        data = b64encode(text.encode()).decode()
        body: dict[str, Any] = make.resource(
            "DocumentReference", name, status="current", type={"text": "Note"}, date="2024",
            content=[{"attachment": {"contentType": "text/plain", "data": data}}], **more,
        )  # fmt: skip
        return body

    opened: Chart = make.chart(
        note("joint", "Osteoarthritides of several joints."),
        note("gout", "Acute gout of the left toe."),
        note("eye", "Cataract."),
    )
    return opened


def answers(chart: Chart, text: str, **more: Any) -> dict[str, tuple[str, ...]]:
    found = index_of(chart).passages(Ask(text, **more))
    return {h.document.reference.split("/")[1]: h.by for h in found.items}


def test_meaning_finds_what_words_do_not_and_says_which_of_them_found_it(chart: Chart) -> None:
    assert answers(chart, "polyosteoarthritis") == {}
    index_of(chart).use(Letters())
    assert answers(chart, "polyosteoarthritis") == {"joint": ("meaning",)}
    assert answers(chart, "acute gout of the toe")["gout"] == ("words", "meaning")
    index_of(chart).use(None)
    assert answers(chart, "polyosteoarthritis") == {}


def test_a_quote_of_what_only_meaning_found_is_exact_text(chart: Chart) -> None:
    index = index_of(chart)
    index.use(Letters())
    ask = Ask("polyosteoarthritis")
    hits = index.passages(ask).items
    (quote,) = index.quotes(ask, hits)
    assert quote.text == hits[0].document.text[quote.start : quote.end] != ""


def test_a_chart_that_is_silent_stays_silent_below_the_floor_of_the_model(chart: Chart) -> None:
    index_of(chart).use(Letters())
    assert answers(chart, "zzzzzz") == {}
    assert answers(chart, "?!") == {}


def test_filters_hold_for_meaning_too(chart: Chart) -> None:
    index_of(chart).use(Letters())
    assert answers(chart, "polyosteoarthritis", type="discharge summary") == {}


def test_passages_are_embedded_once_and_only_when_asked_for(chart: Chart) -> None:
    embedder = Letters()
    index_of(chart).use(embedder)
    assert embedder.asked == {}
    for text in ("gout", "cataract"):
        answers(chart, text)
    assert embedder.asked == {"passage": 3, "query": 2}


@pytest.mark.parametrize(
    "vectors",
    [[], [[1.0]], [[1.0], [1.0, 2.0], [1.0]], [[math.nan]] * 3, [[math.inf]] * 3, [[1.0]] * 4],
)
def test_vectors_that_cannot_be_right_are_a_models_fault(
    chart: Chart, vectors: list[list[float]]
) -> None:
    index_of(chart).use(Broken(*vectors))
    with pytest.raises(ModelError, match="broken-1"):
        answers(chart, "gout")


class Mute(Letters):
    """An embedder to which every text is nothing at all."""

    floor = -1.0

    def embed(self, texts: Sequence[str], role: Role) -> list[list[float]]:
        return [[0.0] * len(vector) for vector in super().embed(texts, role)]


def test_a_vector_of_zeros_is_near_nothing(chart: Chart) -> None:
    index_of(chart).use(Mute())
    assert answers(chart, "gout") == {"gout": ("words",)}


ORDERS = st.lists(st.lists(st.integers(0, 30), unique=True, max_size=20), max_size=4)


@given(ORDERS)
def test_reciprocal_rank_fusion_keeps_every_row_and_what_all_orders_agree_on(
    orders: list[list[int]],
) -> None:
    scores = fused(*orders)
    assert set(scores) == {row for order in orders for row in order}
    for one in scores:
        for other in scores:
            ahead = [one in o and (other not in o or o.index(one) < o.index(other)) for o in orders]
            if orders and all(ahead):
                assert scores[one] > scores[other]
