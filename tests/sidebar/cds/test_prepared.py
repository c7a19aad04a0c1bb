"""Preparing beside the answers, and telling at once what is ready."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from chartside.draft import Author, Draft, RecordStamp, Section, Statement, Verdict
from chartside.errors import LaunchRefused, SourceError
from chartside.sidebar.cds import Linked, Ready, Subject, ready_from
from chartside.sidebar.cds.charts import chart_of
from chartside.sidebar.cds.prepared import Prewarm

BASE = "https://ehr.example/fhir"
NORA = "nora-lindqvist"


class Shelf:
    """What a site prepares: it holds still until a test lets go."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, ...], Ready] = {}
        self.asked: list[Subject] = []
        self.tokens: list[str | None] = []
        self.go = asyncio.Event()
        self.cancelled = 0
        self.fails = False

    async def ready(self, subject: Subject) -> Ready | None:
        if self.fails:
            raise SourceError("no disk")
        return self.held.get(subject.key)

    async def prepare(self, subject: Subject, authorization: Any) -> None:
        self.asked.append(subject)
        self.tokens.append(authorization and authorization.access_token)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.fails:
            raise SourceError("no disk")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def prepared(open_client: Any, shelf: Shelf) -> Any:
    return open_client(prepared=shelf)


@pytest.fixture
def made(demo: Any, clock: Any) -> Ready:
    """What is told of a draft of three sentences, one of them contradicted."""
    parts = [(key, json.dumps(one).encode()) for key, one in demo.prefetch.items()]
    chart = chart_of(f"Patient/{NORA}", parts, clock())
    sentences = (
        Statement("Takes spironolactone Zzyzx.", id="s1", verdict=Verdict.SUPPORTED),
        Statement("Potassium is high.", id="s2", verdict=Verdict.SUPPORTED),
        Statement("Has no allergies.", id="s3", verdict=Verdict.CONTRADICTED),
    )
    draft = Draft(
        id="d" * 32,
        kind="summary",
        patient=chart.patient.reference,
        author=Author("extractive"),
        created=clock().isoformat(),
        record=RecordStamp(chart.digest, len(chart.entries), clock().isoformat()),
        sections=(Section("Key points", sentences),),
    )
    return ready_from(draft, chart)


def keep(shelf: Shelf, client: Any, ready: Ready) -> Subject:
    caller = client.opened.service._callers.of("https://ehr.example/cds-client", "")
    subject = Subject(caller, BASE, f"Patient/{NORA}", "Practitioner/p1")
    shelf.held[subject.key] = ready
    return subject


async def test_a_summary_that_is_ready_is_told_first_with_how_it_was_judged(
    prepared: Any, shelf: Shelf, made: Ready
) -> None:
    keep(shelf, prepared, made)
    said = await prepared.call(prepared.body())
    assert said.summaries[0] == "Summary ready: 3 sentences, 2 supported; open in Chartside"
    assert said.cards[0]["indicator"] == "info"
    assert any("spironolactone" in s for s in said.summaries[1:])


async def test_no_word_of_an_unsigned_draft_is_on_a_card(
    prepared: Any, shelf: Shelf, made: Ready
) -> None:
    keep(shelf, prepared, made)
    said = await prepared.call(prepared.body())
    assert "Zzyzx" not in json.dumps(said.body)
    assert "Nobody has signed it" in said.cards[0]["detail"]


async def test_the_link_of_a_ready_summary_leads_to_it_for_this_patient_alone(
    prepared: Any, shelf: Shelf, made: Ready
) -> None:
    keep(shelf, prepared, made)
    said = await prepared.call(prepared.body())
    given = {link["appContext"] for card in said.cards for link in card["links"]}
    (context,) = given
    links = prepared.opened.links
    assert links.resolve(context, BASE, f"Patient/{NORA}") == Linked(
        BASE, f"Patient/{NORA}", "d" * 32
    )
    with pytest.raises(LaunchRefused):
        links.resolve(context, BASE, "Patient/somebody-else")


async def test_what_is_ready_needs_no_prefetch(prepared: Any, shelf: Shelf, made: Ready) -> None:
    keep(shelf, prepared, made)
    with_it = await prepared.call(prepared.body())
    without = await prepared.call(prepared.body(prefetch=...))
    assert without.summaries == with_it.summaries


async def test_the_same_notice_on_two_answers_is_two_cards(
    prepared: Any, shelf: Shelf, made: Ready
) -> None:
    keep(shelf, prepared, made)
    first = await prepared.call(prepared.body())
    second = await prepared.call(prepared.body())
    assert not {c["uuid"] for c in first.cards} & {c["uuid"] for c in second.cards}


async def test_what_was_prepared_a_while_ago_gives_way_to_what_came_with_the_call(
    prepared: Any, shelf: Shelf, made: Ready, clock: Any
) -> None:
    keep(shelf, prepared, made)
    clock.wait(minutes=11)
    nothing = dict.fromkeys(("allergies", "medications", "results"))
    said = await prepared.call(prepared.body(prefetch=prepared.demo.prefetch | nothing))
    assert said.summaries == ["Summary ready: 3 sentences, 2 supported; open in Chartside"]
    await asyncio.sleep(0)
    assert len(shelf.asked) == 1


async def test_what_was_prepared_a_while_ago_is_better_than_nothing(
    prepared: Any, shelf: Shelf, made: Ready, clock: Any
) -> None:
    keep(shelf, prepared, made)
    clock.wait(minutes=11)
    said = await prepared.call(prepared.body(prefetch=...))
    assert len(said.cards) > 1


@pytest.mark.parametrize(
    "change",
    [
        {"context": {"userId": "Practitioner/p2", "patientId": NORA}},
        {"context": {"userId": "Practitioner/p1", "patientId": "berta"}},
    ],
)
async def test_what_is_ready_for_one_user_and_patient_is_told_to_no_other(
    prepared: Any, shelf: Shelf, made: Ready, change: Any
) -> None:
    keep(shelf, prepared, made)
    said = await prepared.call(prepared.body(prefetch=..., **change))
    assert said.status == 412


async def test_opening_a_chart_has_it_prepared_and_does_not_wait_for_it(
    prepared: Any, shelf: Shelf
) -> None:
    token = {
        "access_token": "t0ken",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/*.rs",
        "subject": "chartside",
    }
    said = await prepared.call(prepared.body(fhirAuthorization=token))
    assert said.status == 200  # and nothing is let go yet
    await asyncio.sleep(0)
    assert [one.patient for one in shelf.asked] == [f"Patient/{NORA}"]
    assert shelf.tokens == ["t0ken"]


async def test_a_chart_that_is_being_prepared_is_not_prepared_twice(
    prepared: Any, shelf: Shelf
) -> None:
    for _ in range(3):
        await prepared.call(prepared.body())
    await asyncio.sleep(0)
    assert len(shelf.asked) == 1
    assert prepared.count("prewarmed", outcome="again") == 2


async def test_orders_prepare_nothing(prepared: Any, shelf: Shelf) -> None:
    await prepared.call(prepared.orders())
    await asyncio.sleep(0)
    assert shelf.asked == []


async def test_a_preparation_that_fails_is_counted_and_tried_again(
    prepared: Any, shelf: Shelf
) -> None:
    shelf.fails = True
    shelf.go.set()
    for _ in range(2):
        assert (await prepared.call(prepared.body())).status == 200
        await prepared.opened.service._answering.prewarm.idle()
    assert len(shelf.asked) == 2
    assert prepared.count("prewarmed", outcome="failed") == 2


async def test_what_is_under_way_is_cancelled_when_the_service_ends(
    prepared: Any, shelf: Shelf
) -> None:
    await prepared.call(prepared.body())
    await asyncio.sleep(0)
    await prepared.opened.service.close()
    assert shelf.cancelled == 1
    prepared.opened.service._answering.prewarm.ask(shelf.asked[0], None)
    await asyncio.sleep(0)
    assert len(shelf.asked) == 1


def subject(caller: Any, patient: str) -> Subject:
    return Subject(caller, BASE, f"Patient/{patient}", "Practitioner/p1")


async def test_only_so_many_charts_are_prepared_at_a_time_and_so_many_wait(
    caller: Any, shelf: Shelf
) -> None:
    counted: list[str] = []
    prewarm = Prewarm(shelf.prepare, counted.append, at_once=2, waiting=3)
    for number in range(8):
        prewarm.ask(subject(caller, f"p{number}"), None)
    await asyncio.sleep(0.01)
    assert len(shelf.asked) == 2
    assert counted == ["full"] * 3
    shelf.go.set()
    await prewarm.idle()
    assert len(shelf.asked) == 5
    assert counted.count("done") == 5


async def test_a_preparation_has_an_end(caller: Any, shelf: Shelf) -> None:
    counted: list[str] = []
    prewarm = Prewarm(shelf.prepare, counted.append, longest=0.01)
    prewarm.ask(subject(caller, "p"), None)
    await prewarm.idle()
    assert (counted, shelf.cancelled) == (["slow"], 1)


async def test_a_shelf_that_cannot_be_read_leaves_what_came_with_the_call(
    prepared: Any, shelf: Shelf
) -> None:
    shelf.fails = True
    said = await prepared.call(prepared.body())
    assert any("spironolactone" in s for s in said.summaries)
    assert prepared.count("left_out", reason="failed") == 1


def test_what_was_made_ten_minutes_ago_speaks_no_longer_for_the_chart(
    made: Ready, clock: Any
) -> None:
    assert made.is_fresh(clock() + timedelta(minutes=9))
    assert not made.is_fresh(clock() + timedelta(minutes=10))
