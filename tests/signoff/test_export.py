import base64
import copy
import hashlib
import json
import pickle
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chartside.draft import Author, Verdict
from chartside.errors import PolicyError, StoreError
from chartside.fhir.when import parse_when
from chartside.signoff import (
    Signed,
    SignoffStore,
    UnlockedIdentity,
    edit,
    events,
    export,
    file_document,
    jose,
    open_signed,
    preview_markdown,
    show,
    sign,
    to_docx,
    to_fhir,
    to_fhir_document,
    to_markdown,
    to_pdf,
)
from chartside.signoff.escaping import escape
from chartside.signoff.exporting.resources import require_valid

WAYS_OUT: list[Callable[[Any], Any]] = [
    to_markdown,
    to_pdf,
    to_docx,
    to_fhir,
    to_fhir_document,
    lambda signed: file_document(signed, Path("never")),
]


@pytest.fixture
def signed(a: Any, store: SignoffStore, physician: UnlockedIdentity) -> Signed:
    store.propose(a.draft(a.sentence("s1"), a.sentence("s2", Verdict.NOT_FOUND)))
    seen = show(store, "d1", a.chart()).seen
    return sign(
        store, "d1", physician, meaning="review", chart=a.chart(), seen=seen, attested=["s2"]
    )


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_an_unsigned_draft_does_not_leave(a: Any, way_out: Any) -> None:
    with pytest.raises(PolicyError, match="only a signed document can leave"):
        way_out(a.draft())


def test_every_way_out_is_typed_to_take_a_signed_document() -> None:
    ways = {name: f for name, f in vars(export).items() if name.startswith(("to_", "file_"))}
    assert set(ways) == {
        "to_markdown",
        "to_pdf",
        "to_docx",
        "to_fhir",
        "to_fhir_document",
        "file_document",
    }
    assert all(get_type_hints(way)["signed"] is Signed for way in ways.values())


def test_an_unsigned_draft_cannot_be_opened_as_signed(a: Any, store: SignoffStore) -> None:
    store.propose(a.draft())
    with pytest.raises(PolicyError, match="is draft, not signed"):
        open_signed(store, "d1")


def forged(signed: Signed, **changes: Any) -> Signed:
    """Past the constructor: an object whose fields someone filled in."""
    fake = object.__new__(Signed)
    fields = {
        "payload": signed.payload,
        "jws": signed.jws,
        "public_key": signed.public_key,
        "store": signed.store,
    }
    for name, value in (fields | {"made_by": signed.made_by} | changes).items():
        object.__setattr__(fake, name, value)
    return fake


def test_a_signed_document_cannot_be_constructed_by_hand(signed: Signed) -> None:
    with pytest.raises(PolicyError, match="made elsewhere"):
        Signed(signed.payload, signed.jws, signed.public_key, signed.store, object())


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_another_text_under_a_real_signature_does_not_leave(signed: Signed, way_out: Any) -> None:
    with pytest.raises(PolicyError, match="not the one on record"):
        way_out(forged(signed, payload=signed.payload.replace(b"HbA1c", b"HbA2c")))


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_a_text_signed_with_ones_own_key_does_not_leave(signed: Signed, way_out: Any) -> None:
    key = Ed25519PrivateKey.generate()
    payload = signed.payload.replace(b"HbA1c", b"HbA2c")
    fake = forged(
        signed,
        payload=payload,
        jws=jose.sign_detached(payload, key),
        public_key=jose.public_text(key.public_key()),
    )
    with pytest.raises(PolicyError, match="not the one on record"):
        way_out(fake)


def test_a_subclass_does_not_pass_for_signed(signed: Signed) -> None:
    class Lenient(Signed):
        def __post_init__(self) -> None:
            pass

    with pytest.raises(PolicyError, match="only a signed document"):
        to_markdown(Lenient(b"{}", "", "", signed.store, signed.made_by))


def test_a_store_of_ones_own_class_does_not_vouch(signed: Signed) -> None:
    class Yes(SignoffStore):
        pass

    with pytest.raises(PolicyError, match="made elsewhere"):
        to_markdown(forged(signed, store=Yes(signed.store.path)))


def test_a_pickled_signed_document_is_no_longer_one(signed: Signed) -> None:
    object.__setattr__(signed.store, "clock", None)
    with pytest.raises(Exception, match=r"pickle|made elsewhere"):
        to_markdown(pickle.loads(pickle.dumps(signed)))  # noqa: S301 - that is the point


def test_a_copied_signed_document_with_a_changed_draft_exports_what_was_signed(
    signed: Signed,
) -> None:
    twin = copy.copy(signed)
    twin.__dict__["document"] = replace(signed.document, version=9)
    assert signed.document.version == 1


def test_a_preview_is_marked_unsigned_above_and_below(a: Any) -> None:
    lines = preview_markdown(a.draft()).splitlines()
    assert lines[0].startswith("# UNSIGNED DRAFT")
    assert "UNSIGNED DRAFT" in lines[-1]


def test_a_signed_document_is_not_marked_unsigned(signed: Signed) -> None:
    assert "UNSIGNED" not in to_markdown(signed)


def test_a_signed_document_names_patient_signer_meaning_and_time(a: Any, signed: Signed) -> None:
    text = to_markdown(signed)
    assert f"**Patient:** {a.patient_name}, born 3 April 1950, female, Patient/p1" in text
    assert "**Signed** as reviewer by Dr. Meredith Grey, physician (grey) on 2026-03-02T" in text


def test_key_points_come_first_wherever_the_author_put_them(a: Any) -> None:
    draft = a.draft()
    turned = replace(draft, sections=draft.sections[::-1])
    text = preview_markdown(turned)
    assert text.index("## Key points") < text.index("## Laboratory")


def test_sources_are_numbered_with_version_and_date(signed: Signed) -> None:
    text = to_markdown(signed)
    assert "1. Observation/a1c, version 1: Hemoglobin A1c, 1 February 2026" in text
    assert "in s1. [1]" in text


def test_what_was_flagged_says_why_and_who_attested(signed: Signed) -> None:
    assert "**Flag** (s2): not found in the sources it cites" in to_markdown(signed)
    assert "attested by the signer" in to_markdown(signed)


def test_omissions_stand_beside_the_text(a: Any, signed: Signed) -> None:
    assert f"- Allergy to {a.canary} is not mentioned (moderate) [2]" in to_markdown(signed)


@pytest.mark.parametrize("render", [preview_markdown])
def test_a_medgemma_draft_names_model_revision_and_terms(a: Any, render: Any) -> None:
    text = render(replace(a.draft(), author=Author("model", "google/medgemma-27b-it", "abc123")))
    assert "google/medgemma-27b-it, revision abc123" in text
    assert (
        "HAI-DEF is provided under and subject to the Health AI Developer Foundations Terms" in text
    )


def test_every_document_asks_for_independent_verification(a: Any, signed: Signed) -> None:
    for text in (preview_markdown(a.draft()), to_markdown(signed)):
        assert "independent verification" in text
        assert "Health AI Developer Foundations terms" in text
        assert "without a language model" in text


HOSTILE = [
    "<img src=http://evil.example/x>",
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "http://evil.example/x and www.evil.example and a@evil.example",
    "`code` **bold** _it_ ~~no~~ # head | cell",
    "&lt;script&gt; &#60;img src=x&#62;",
    "a\n\n# Signed by Dr. Nobody\n\n- b",
    "<http://evil.example>",
    "[1]: http://evil.example/x",
    "- - 1. > quote",
    "\u202egnitset\u202c \u200b \x1b[31m",
]
BODY_TAGS = {"p", "ul", "li", "h1", "h2", "ol", "strong", "blockquote", "code"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_chart_loads_nothing_and_stays_text(a: Any, text: str) -> None:
    draft = replace(a.draft(a.sentence("s1", Verdict.NOT_FOUND, text=text)), set_aside=(text,))
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(
        preview_markdown(draft)
    )
    inner = [t for token in rendered for t in (token, *(token.children or ()))]
    assert not [
        t for t in inner if t.type in {"html_inline", "html_block", "image", "link_open", "fence"}
    ]
    assert sum(t.type == "heading_open" and t.tag == "h1" for t in inner) == 1


@given(st.text(max_size=60))
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    (line,) = [
        t for t in MarkdownIt("commonmark").parse(f"x {escape(text)} x") if t.type == "inline"
    ]
    shown = "".join(t.content for t in line.children or ())
    hidden = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co"}} - set(
        "\u200c\u200d"
    )
    expected = "".join("\ufffd" if c in hidden else c for c in " ".join(text.split()))
    assert shown == f"x {expected} x"


@given(st.text(alphabet="<>![]()`*_~#&;:/.@ax1-+|\\ \n", max_size=40))
def test_no_text_becomes_markup(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(f"- {escape(text)}")
    inner = {t.type for token in tokens for t in (token, *(token.children or ()))}
    assert inner <= {
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
    }


@pytest.mark.parametrize(
    "text",
    ["<0.01 ng/mL", "5 mg/dL (low)", "HbA1c 7.2 %", "2019-03-02 08:00", "BP 120/80", "A & B"],
)
def test_ordinary_clinical_text_is_not_disfigured(text: str) -> None:
    assert escape(text) == text


def resources(signed: Signed) -> dict[str, Any]:
    return {e["resource"]["resourceType"]: e["resource"] for e in to_fhir(signed)["entry"]}


def test_the_transaction_validates_as_r4b(signed: Signed) -> None:
    bundle = json.dumps(to_fhir(signed))
    assert get_fhir_model_class("Bundle").model_validate_json(bundle).type == "transaction"


def test_a_resource_that_would_not_be_valid_cannot_leave(signed: Signed) -> None:
    document = resources(signed)["DocumentReference"]
    require_valid(document)
    with pytest.raises(PolicyError, match=r"DocumentReference .* \(status\)") as refused:
        require_valid({**document, "status": "banana"})
    assert "banana" not in str(refused.value)


def test_required_codes_are_of_their_value_sets(signed: Signed) -> None:
    held = resources(signed)
    document, provenance, audit = held["DocumentReference"], held["Provenance"], held["AuditEvent"]
    assert (document["status"], document["docStatus"]) == ("current", "final")
    assert {entity["role"] for entity in provenance["entity"]} == {"source"}
    assert (audit["action"], audit["outcome"]) == ("U", "0")
    assert document["type"]["coding"][0]["code"] == "34133-9"


def test_the_document_is_labelled_as_written_by_software_in_label_and_text(signed: Signed) -> None:
    document = resources(signed)["DocumentReference"]
    attachment = document["content"][0]["attachment"]
    data = base64.b64decode(attachment["data"])
    assert document["meta"]["security"][0]["code"] == "AIAST"
    assert data.decode() == to_markdown(signed)
    assert attachment["size"] == len(data)
    assert (
        attachment["hash"]
        == base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    )


def test_software_is_author_and_the_signer_verifier(signed: Signed) -> None:
    agents = [
        (x["type"]["coding"][0]["code"], x["who"]["reference"])
        for x in resources(signed)["Provenance"]["agent"]
    ]
    assert agents == [("author", "#device"), ("verifier", "#signer")]


def test_a_signer_who_edited_is_author_and_the_software_assembler(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft())
    edit(
        store,
        "d1",
        "s2",
        "Takes nothing.",
        physician,
        chart=a.chart(),
        checker=a.judge_as("supported"),
    )
    seen = show(store, "d1", a.chart()).seen
    edited = sign(store, "d1", physician, meaning="author", chart=a.chart(), seen=seen)
    agents = [
        (x["type"]["coding"][0]["code"], x["who"]["reference"])
        for x in resources(edited)["Provenance"]["agent"]
    ]
    assert agents == [("assembler", "#device"), ("verifier", "#signer"), ("author", "#signer")]


@pytest.mark.parametrize(("meaning", "code"), [("author", "1"), ("review", "13"), ("approve", "5")])
def test_the_signature_says_its_meaning(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, meaning: str, code: str
) -> None:
    store.propose(a.draft())
    done = sign(
        store,
        "d1",
        physician,
        meaning=meaning,
        chart=a.chart(),
        seen=show(store, "d1", a.chart()).seen,
    )
    assert (
        resources(done)["Provenance"]["signature"][0]["type"][0]["code"]
        == f"1.2.840.10065.1.12.1.{code}"
    )


def test_a_third_party_verifies_the_filed_signature_with_a_jose_library_alone(
    signed: Signed, tmp_path: Path
) -> None:
    from joserfc import jws
    from joserfc.jwk import OKPKey

    file_document(signed, tmp_path)
    (payload,), (bundle,) = tmp_path.glob("*.signed.json"), tmp_path.glob("*.fhir.json")
    provenance = json.loads(bundle.read_bytes())["entry"][1]["resource"]
    header, _, signature = base64.b64decode(provenance["signature"][0]["data"]).decode().split(".")
    middle = base64.urlsafe_b64encode(payload.read_bytes()).rstrip(b"=").decode()
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": signed.public_key})
    assert jws.deserialize_compact(f"{header}.{middle}.{signature}", key, algorithms=["Ed25519"])


def test_sources_carry_the_version_that_was_read(signed: Signed) -> None:
    what = resources(signed)["Provenance"]["entity"][0]["what"]
    assert what == {"reference": "Observation/a1c/_history/1"}


def test_filing_twice_gives_the_same_bytes_and_one_document(signed: Signed, tmp_path: Path) -> None:
    path = file_document(signed, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    assert file_document(open_signed(signed.store, "d1"), tmp_path / "out") == path
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before
    assert len(before) == 3
    assert [row.event for row in events(signed.store)].count("filed") == 1


def test_a_filed_document_that_was_altered_is_put_right(signed: Signed, tmp_path: Path) -> None:
    path = file_document(signed, tmp_path)
    path.write_text("altered", encoding="utf-8")
    assert file_document(signed, tmp_path).read_text(encoding="utf-8") == to_markdown(signed)


def test_a_folder_that_cannot_be_written_is_a_store_error(signed: Signed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be filed"):
        file_document(signed, tmp_path / "file")


def test_a_signed_document_is_not_shown_as_a_draft(a: Any, signed: Signed) -> None:
    with pytest.raises(PolicyError, match="no draft any more"):
        show(signed.store, "d1", a.chart())


def test_the_banner_says_that_a_patient_has_died(a: Any, store: SignoffStore) -> None:
    chart = a.chart()
    who = replace(chart.patient, deceased=parse_when("2026-01"), dead=True)
    store.propose(a.draft())
    assert "died January 2026" in show(store, "d1", replace(chart, patient=who)).markdown
