"""From a draft to a signature, or to a no: each decision the person's own."""

from datetime import timedelta
from typing import Any

import pytest

from chartside.draft import Status

CONTRADICTED = "Essential hypertension, active since 2003."
UNCHECKABLE = "She prefers mornings."


def name(at: str) -> str:
    return at.rpartition("/")[2]


def read(sidebar: Any, at: str) -> str:
    """Read the draft; the address of the way to sign what was read."""
    (path,) = sidebar.get(at).all("//footer[@class='acts']/a[contains(@href, '/sign')]/@href")
    return str(path)


def ticked(page: Any, **more: Any) -> dict[str, Any]:
    """Everything on the form said yes to, but what `more` says otherwise."""
    held: dict[str, Any] = {
        "seen": page.one("//input[@name='seen']/@value"),
        "meaning": "review",
        "attest": page.all("//input[@name='attest']/@value"),
        "note": page.all("//input[@name='note']/@value"),
    }
    return {**held, **more}


def status(sidebar: Any, at: str) -> Status:
    return sidebar.store.held(name(at)).status


def signed(sidebar: Any, at: str) -> None:
    page = sidebar.get(read(sidebar, at))
    assert sidebar.post(f"{at}/sign", **ticked(page)).status == 303


def test_nothing_is_ticked_for_the_person(sidebar: Any, at: str) -> None:
    sidebar.rewords(at, "s4", UNCHECKABLE)
    page = sidebar.get(read(sidebar, at))
    assert page.all("//input[@type='checkbox' or @type='radio']")
    assert page.all("//input[@checked]") == []


def test_the_button_and_the_sentence_above_it_name_the_patient(sidebar: Any, at: str) -> None:
    page = sidebar.get(read(sidebar, at))
    assert page.told("//form[@class='signing']//button[@class='main']") == [
        "Sign for Nora Ellen Lindqvist"
    ]
    assert page.told("//p[@class='oath']") == [
        "Dr. Asha Rao signs: Summary, about Nora Ellen Lindqvist, born 14 August 1957."
    ]


def test_what_was_read_and_settled_is_signed_and_shown_with_who_when_and_why(
    sidebar: Any, at: str
) -> None:
    sidebar.rewords(at, "s4", UNCHECKABLE)
    signed(sidebar, at)
    page = sidebar.get(at)
    assert "Signed as reviewer by Dr. Asha Rao, physician" in page.words
    assert "attested by the signer" in page.told("//li[@id='s-s4']")[0]
    assert "It is kept here, and not sent to the record system." in page.words
    assert sidebar.visit.signed(name(at)).acknowledged == ("c1", "c2", "c3", "c4", "c5", "c6")


@pytest.mark.parametrize(
    ("form", "begins"), [("md", b"#"), ("pdf", b"%PDF"), ("docx", b"PK"), ("fhir", b"{")]
)
def test_a_signed_document_may_be_taken_as_a_file(
    sidebar: Any, at: str, form: str, begins: bytes
) -> None:
    before = sidebar.get(f"{at}/document/{form}")
    assert (before.status, before.answer.headers["location"]) == (303, at)
    signed(sidebar, at)
    answer = sidebar.get(f"{at}/document/{form}").answer
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"].startswith('attachment; filename="chartside-')
    assert "lindqvist" not in answer.headers["content-disposition"].lower()


def test_a_form_of_document_that_there_is_not_is_not_found(sidebar: Any, at: str) -> None:
    assert sidebar.get(f"{at}/document/exe").status == 404


def test_a_contradicted_sentence_leaves_no_way_to_sign_but_to_change_it(
    sidebar: Any, at: str
) -> None:
    sidebar.rewords(at, "s4", CONTRADICTED)
    page = sidebar.get(read(sidebar, at))
    assert "Nobody can sign it as it stands." in page.words
    assert page.all("//form[@class='signing']") == []
    seen = read(sidebar, at).partition("seen=")[2]
    refused = sidebar.post(f"{at}/sign", seen=seen, meaning="review", attest=["s4"])
    assert refused.status == 409
    assert status(sidebar, at) is Status.IN_REVIEW
    taken_out = sidebar.post(f"{at}/sentences/s4", act="remove", version="2")
    assert taken_out.status == 303
    signed(sidebar, at)


def test_an_unsupported_sentence_is_attested_by_itself_or_nothing_is_signed(
    sidebar: Any, at: str
) -> None:
    sidebar.rewords(at, "s4", UNCHECKABLE)
    sidebar.rewords(at, "s5", "She lives alone.")
    page = sidebar.get(read(sidebar, at))
    assert page.all("//input[@name='attest']/@value") == ["s4", "s5"]
    assert len(page.all("//input[@name='attest'][@required]")) == 2
    refused = sidebar.post(f"{at}/sign", **ticked(page, attest=["s4"]))
    assert "Not signed: each point below needs your own decision." in refused.words
    assert refused.all("//input[@name='attest'][@checked]/@value") == ["s4"]
    assert status(sidebar, at) is Status.IN_REVIEW


def test_a_signature_says_what_it_means(sidebar: Any, at: str) -> None:
    page = sidebar.get(read(sidebar, at))
    assert sidebar.post(f"{at}/sign", **ticked(page, meaning="")).status == 409
    assert status(sidebar, at) is Status.IN_REVIEW


def test_what_nobody_has_opened_leads_to_be_read_first(sidebar: Any, at: str) -> None:
    page = sidebar.get(f"{at}/sign")
    assert (page.status, page.answer.headers["location"]) == (303, at)


def test_who_has_not_read_the_text_as_it_is_now_reads_it_first(
    sidebar: Any, at: str, comes: Any
) -> None:
    path = read(sidebar, at)
    comes().rewords(at, "s5", "Hyperlipidemia.")
    page = sidebar.get(path)
    assert "You have not read the draft as it is now." in page.words
    assert page.all("//form[@class='signing']") == []
    assert "You have not read" in comes().get(f"{at}/sign").words


def test_who_proved_themselves_long_ago_does_it_once_more_and_comes_back(
    comes: Any, at: str
) -> None:
    late = comes(proved=timedelta(minutes=20))
    page = late.get(read(late, at))
    assert page.all("//a[contains(@href, 'step-up')]/@href") == [
        f"/launch/step-up?draft={name(at)}"
    ]
    seen = read(late, at).partition("seen=")[2]
    refused = late.post(f"{at}/sign", seen=seen, meaning="review")
    assert "Your last sign-in is too long ago for a signature." in refused.words
    assert status(late, at) is Status.IN_REVIEW
    late.visit.person = late.visit.person.__class__(
        **{
            **{f: getattr(late.visit.person, f) for f in late.visit.person.__slots__},
            "authenticated_at": late.visit.person.authenticated_at + timedelta(minutes=20),
        }
    )
    again = late.get(f"{at}/sign")  # where the launch leads back to, without what was read
    assert late.post(f"{at}/sign", **ticked(again)).status == 303


def test_who_has_no_say_about_this_kind_is_told_and_signs_nothing(
    comes: Any, sidebar: Any, at: str
) -> None:
    seen = read(sidebar, at).partition("seen=")[2]
    for role, said in (("nurse", "Your role does not decide"), ("", "may read here")):
        other = comes(role=role)
        other.get(at)
        refused = other.post(f"{at}/sign", seen=seen, meaning="review")
        assert said in refused.words
    assert status(sidebar, at) is Status.IN_REVIEW


def test_declining_takes_one_press_and_needs_nothing_settled(sidebar: Any, at: str) -> None:
    sidebar.rewords(at, "s4", CONTRADICTED)
    for path in (at, read(sidebar, at)):
        assert sidebar.get(path).all(f"//a[@href='{at}/decline']")
    page = sidebar.get(f"{at}/decline")
    assert page.all("//button[@name='quick']/@value") == ["not_needed", "wrong", "not_useful"]
    assert sidebar.post(f"{at}/decline", quick="wrong").status == 303
    assert status(sidebar, at) is Status.DECLINED
    assert "Nothing of it leaves" in sidebar.get(at).words


def test_declining_for_a_reason_of_ones_own_needs_that_reason(sidebar: Any, at: str) -> None:
    empty = sidebar.post(f"{at}/decline", reason="   ")
    assert "A reason is needed." in empty.words
    assert sidebar.post(f"{at}/decline", reason="Wrong visit").status == 303
    assert status(sidebar, at) is Status.DECLINED


def test_who_decides_second_is_shown_what_the_first_decided(
    sidebar: Any, at: str, comes: Any
) -> None:
    page = sidebar.get(read(sidebar, at))
    comes().post(f"{at}/decline", quick="not_needed")
    late = sidebar.post(f"{at}/sign", **ticked(page))
    assert (late.status, late.answer.headers["location"]) == (303, at)
    assert "This draft was declined." in sidebar.get(at).words
    again = sidebar.post(f"{at}/decline", reason="Also me")
    assert again.answer.headers["location"] == at


def test_a_signed_document_is_corrected_by_another_that_is_signed(sidebar: Any, at: str) -> None:
    signed(sidebar, at)
    opened = sidebar.post(f"{at}/amend")
    correction = opened.answer.headers["location"]
    assert correction == f"{at}.a1"
    assert "Corrects a signed document" in sidebar.get(correction).words
    signed(sidebar, correction)
    older = sidebar.get(at)
    assert "This document was corrected; the newer one stands." in older.words
    assert older.all(f"//a[@href='{correction}']")


def test_a_signed_document_is_withdrawn_for_a_reason(sidebar: Any, at: str) -> None:
    signed(sidebar, at)
    assert "A reason is needed." in sidebar.post(f"{at}/retract", reason="").words
    assert sidebar.post(f"{at}/retract", reason="Wrong patient discussed").status == 303
    assert "It does not stand any more." in sidebar.get(at).words
    assert sidebar.get(f"{at}/document/pdf").answer.headers["location"] == at


def test_a_signed_document_says_how_far_it_is_on_its_way(house: Any, comes: Any, at: str) -> None:
    sends = house.site.ehr[0].model_copy(update={"write_back": True})
    sidebar = comes()
    sidebar.visit.ehr = sends
    signed(sidebar, at)
    page = sidebar.get(at)
    assert page.told("//p[@class='delivery']") == ["On its way to the record system."]
    assert page.all("//p[@class='delivery']/@hx-trigger") == ["every 2s"]
    with sidebar.store.write() as tx:
        tx.run("UPDATE outbox SET state = 'refused', said = 'HTTP 422 invariant'")
    later = sidebar.get(f"{at}/delivery", **{"HX-Request": "true"})
    assert later.all("//@hx-trigger") == []
    assert "The record system refused it: somebody has to look. HTTP 422 invariant" in later.words
