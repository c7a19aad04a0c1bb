from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Citation, Status, Verdict
from chartside.errors import PolicyError, UsageError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    amend,
    chain,
    decline,
    drafts,
    edit,
    events,
    recheck,
    show,
    sign,
    to_fhir,
    to_markdown,
    verify,
)
from chartside.signoff.distance import words_changed
from chartside.signoff.drafts import Origin


@pytest.fixture
def contradicted(a: Any, store: SignoffStore) -> SignoffStore:
    store.propose(
        a.draft(
            a.sentence("s1"),
            a.sentence("s2", Verdict.CONTRADICTED, text="Takes metformin 500 mg daily."),
        )
    )
    return store


def change(
    a: Any, store: SignoffStore, who: UnlockedIdentity, text: str | None, verdict: str = "supported"
) -> Any:
    return edit(store, "d1", "s2", text, who, chart=a.chart(), checker=a.judge_as(verdict))


def test_an_edit_that_mends_a_contradiction_lets_the_draft_be_signed(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes metformin 1000 mg daily.")
    seen = show(contradicted, "d1", a.chart()).seen
    signed = sign(contradicted, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    assert signed.row.edit_distance == 1
    assert "Edited by people (1 word changed)" in to_markdown(signed)


def test_an_edit_that_the_chart_still_contradicts_still_blocks(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes metformin 900 mg daily.", verdict="contradicted")
    seen = show(contradicted, "d1", a.chart()).seen
    with pytest.raises(PolicyError, match="contradicted"):
        sign(
            contradicted,
            "d1",
            physician,
            meaning="review",
            chart=a.chart(),
            seen=seen,
            attested=["s2"],
        )


def test_a_removed_sentence_no_longer_blocks(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    draft = change(a, contradicted, physician, None)
    assert [s.id for s in draft.statements] == ["s1"]
    seen = show(contradicted, "d1", a.chart()).seen
    assert sign(contradicted, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_an_edit_makes_what_was_read_before_unsignable(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    seen = show(store, "d1", a.chart()).seen
    change(a, store, physician, "Takes metformin 1000 mg daily.")
    assert store.draft("d1").status is Status.IN_REVIEW
    with pytest.raises(PolicyError, match="not the version that was read"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_the_authors_own_text_is_kept_with_a_readable_change(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes metformin 1000 mg twice daily.")
    first, second = contradicted.versions("d1")
    assert first.draft.statements[1].text == "Takes metformin 500 mg daily."
    assert (second.by, second.distance) == ("grey", 2)
    assert second.change == {
        "statement": "s2",
        "before": "Takes metformin 500 mg daily.",
        "after": "Takes metformin 1000 mg twice daily.",
    }


def test_the_same_words_are_no_edit(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes  metformin 500 mg daily. ")
    assert len(contradicted.versions("d1")) == 1


def test_a_draft_is_not_edited_down_to_nothing(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft(a.sentence("s2")))
    with pytest.raises(PolicyError, match="decline it instead"):
        change(a, store, physician, None)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_words_that_are_no_sentence_are_refused(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity, text: str
) -> None:
    with pytest.raises(UsageError, match="characters"):
        change(a, contradicted, physician, text)


def test_a_sentence_that_is_not_there_is_a_usage_error(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    with pytest.raises(UsageError, match="no sentence s9"):
        edit(
            contradicted,
            "d1",
            "s9",
            "x",
            physician,
            chart=a.chart(),
            checker=a.judge_as("supported"),
        )


def test_a_decided_draft_is_not_edited(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    decline(contradicted, "d1", physician, reason="not needed")
    with pytest.raises(PolicyError, match="is declined"):
        change(a, contradicted, physician, "Takes nothing.")
    assert events(contradicted)[-1].event == "denied"


def test_a_draft_is_not_edited_beside_another_patients_chart(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    with pytest.raises(PolicyError, match="another patient"):
        edit(
            contradicted,
            "d1",
            "s2",
            "x",
            physician,
            chart=a.chart(patient="Patient/p2"),
            checker=a.judge_as("supported"),
        )


def test_of_two_edits_from_the_same_version_one_is_refused(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity, colleague: UnlockedIdentity
) -> None:
    def slow(draft: Any, chart: Any) -> Any:  # while the first is being checked, a second one lands
        change(a, contradicted, colleague, "Takes insulin.")
        return a.judge_as("supported")(draft, chart)

    with pytest.raises(PolicyError, match="changed by someone else"):
        edit(contradicted, "d1", "s2", "Takes nothing.", physician, chart=a.chart(), checker=slow)
    assert contradicted.draft("d1").statements[1].text == "Takes insulin."
    assert verify(contradicted).ok


def test_a_checker_that_rewrites_a_sentence_is_refused(a: Any, contradicted: SignoffStore) -> None:
    def rewriting(draft: Any, _: Any) -> Any:
        return replace(draft, sections=draft.sections[:1])

    with pytest.raises(PolicyError, match="checker changed"):
        recheck(contradicted, "d1", a.chart(), rewriting)


def test_a_changed_chart_can_be_rechecked_read_again_and_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    show(store, "d1", a.chart())
    chart = a.chart(a.entry("Observation/a1c", version="2"), a.entry("Observation/old"))
    draft = recheck(store, "d1", chart, a.judge_as("supported"))
    assert draft.record.digest == chart.digest
    seen = show(store, "d1", chart).seen
    assert (
        sign(store, "d1", physician, meaning="review", chart=chart, seen=seen).row.draft_version
        == 2
    )


def test_rechecking_what_did_not_change_makes_no_version(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    recheck(store, "d1", a.chart(), lambda draft, _: draft)
    assert len(store.versions("d1")) == 1


def signed_draft(a: Any, store: SignoffStore, physician: UnlockedIdentity, id_: str = "d1") -> Any:
    return sign(
        store,
        id_,
        physician,
        meaning="review",
        chart=a.chart(),
        seen=show(store, id_, a.chart()).seen,
    )


def test_an_amendment_replaces_the_signed_document_when_it_is_signed(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    first = signed_draft(a, store, physician)
    fresh = amend(store, "d1", physician)
    assert store.draft("d1").status is Status.SIGNED
    edit(
        store,
        fresh.id,
        "s2",
        "Takes nothing.",
        physician,
        chart=a.chart(),
        checker=a.judge_as("supported"),
    )
    second = signed_draft(a, store, physician, fresh.id)
    assert store.draft("d1").status is Status.AMENDED
    assert second.row.previous_sha256 == first.row.document_sha256
    document = to_fhir(second)["entry"][0]["resource"]
    assert document["docStatus"] == "amended"
    assert (
        document["relatesTo"][0]["target"]["identifier"]["value"] == f"urn:uuid:{first.decision_id}"
    )
    assert first.decision_id in to_markdown(second)
    assert verify(store).ok


def test_asking_twice_for_an_amendment_gives_the_same(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    signed_draft(a, store, physician)
    assert amend(store, "d1", physician).id == amend(store, "d1", physician).id


def test_an_open_amendment_is_not_superseded_by_software(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    signed_draft(a, store, physician)
    fresh = amend(store, "d1", physician)
    store.propose(a.draft(id_="d2"))
    assert store.draft(fresh.id).status is Status.DRAFT


def test_an_unsigned_draft_cannot_be_amended(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    with pytest.raises(PolicyError, match="only a signed document that stands"):
        amend(store, "d1", physician)


@pytest.mark.parametrize(
    ("before", "after", "distance"),
    [
        ("a b c", "a b c", 0),
        ("", "a b", 2),
        ("a b", "", 2),
        ("a b c", "a x c", 1),
        ("a b c", "c a b", 2),
    ],
)
def test_the_distance_counts_words(before: str, after: str, distance: int) -> None:
    assert words_changed(before, after) == distance


def cite(a: Any, store: SignoffStore, who: UnlockedIdentity, *references: str) -> Any:
    text = store.draft("d1").statements[1].text
    return edit(
        store,
        "d1",
        "s2",
        text,
        who,
        chart=a.chart(),
        checker=a.judge_as("supported"),
        cite=references,
    )


def test_a_sentence_gets_other_sources_in_the_version_that_the_chart_holds(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    draft = cite(a, contradicted, physician, "Observation/old", "Observation/a1c")
    assert draft.statements[1].citations == (
        Citation("Observation/old", "1"),
        Citation("Observation/a1c", "1"),
    )
    assert draft.statements[1].verdict is Verdict.SUPPORTED


def test_the_history_keeps_the_sources_before_and_after(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    cite(a, contradicted, physician, "Observation/old")
    change = contradicted.versions("d1")[-1].change
    assert change is not None
    assert change["cited_before"] == "Observation/a1c"
    assert change["cited_after"] == "Observation/old"
    assert [e.detail for e in events(contradicted)][-1] == "sentence s2, sources changed"
    assert verify(contradicted).ok


def test_a_source_that_stays_keeps_its_quoted_passage(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    quoted = Citation("Observation/a1c", "1", "gout", 3, 7)
    store.propose(a.draft(a.sentence("s1"), replace(a.sentence("s2"), citations=(quoted,))))
    draft = cite(a, store, physician, "Observation/old", "Observation/a1c")
    assert draft.statements[1].citations[1] == quoted


@pytest.mark.parametrize("references", [(), ("Observation/elsewhere",), ("not a reference",)])
def test_a_source_that_the_chart_does_not_hold_cannot_be_cited(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity, references: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match=r"source|the chart holds no"):
        cite(a, contradicted, physician, *references)
    assert contradicted.held("d1").version == 1


def test_words_and_sources_as_they_were_make_no_version(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    cite(a, contradicted, physician, "Observation/a1c")
    assert contradicted.held("d1").version == 1


def test_what_was_never_signed_is_not_amended_and_the_refusal_does_not_speak_of_leaving(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    store.propose(a.draft(id_="d2"))
    with pytest.raises(PolicyError, match="d1 is superseded, and only a signed document") as said:
        amend(store, "d1", physician)
    assert "leave" not in str(said.value)


def test_an_edit_and_an_opened_amendment_are_signed_by_who_made_them(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes metformin 1000 mg daily.")
    seen = show(contradicted, "d1", a.chart()).seen
    sign(contradicted, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    amend(contradicted, "d1", physician)
    work = [r for r in events(contradicted) if r.event in {"edited", "amendment_opened"}]
    assert [row.who for row in work] == ["grey", "grey"]
    assert all(row.signed_sha256 and row.decision_id for row in work)
    assert verify(contradicted).ok


def test_an_edit_that_is_put_down_to_somebody_who_did_not_make_it_is_found(
    a: Any, contradicted: SignoffStore, physician: UnlockedIdentity
) -> None:
    change(a, contradicted, physician, "Takes metformin 1000 mg daily.")
    with contradicted.write() as tx:
        held = drafts.load(tx, "d1")
        new = drafts.Version(3, held.draft, drafts.draft_hash(held.draft), Origin.EDIT, "grey", "")
        drafts.move(tx, held, Status.IN_REVIEW, version=3)
        drafts.add_version(tx, "d1", new)
        row = replace(chain.about(held.draft, 3, "edited"), who="grey", draft_sha256=new.sha256)
        chain.append(tx, row)
    (problem,) = verify(contradicted).problems
    assert problem == "row 3 is work of a person, and nobody signed it"
