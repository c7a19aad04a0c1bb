"""The invented cases that stand in for a user's copy, written out in each benchmark's own format.

They are kept as TOML, for a person to read, and read as a user's copy is.
"""

import csv
import json
import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from chartside.evals.running.patients import Scratch

_WIDTH: Final = 72
"""Notes of this kind come with lines that are broken inside of sentences."""
_LABELS: Final = {"e": "essential", "s": "supplementary", "n": "not-relevant"}
_scratch: Final = cache(Scratch)


@cache
def archehr_sample() -> Path:
    """A folder with cases as XML and their key as JSON, as ArchEHR-QA has them."""
    folder = _folder("archehr-qa")
    root, keys = etree.Element("annotations"), []
    for number, case in enumerate(_cases("archehr_qa"), 1):
        root.append(_cited_case(str(number), case))
        labels = [sentence[0] for paragraph in case["note"] for sentence in paragraph]
        answers = [
            {"sentence_id": str(n), "relevance": _LABELS[label]}
            for n, label in enumerate(labels, 1)
        ]
        keys.append({"case_id": str(number), "answers": answers})
    (folder / "archehr-qa.xml").write_bytes(etree.tostring(root, pretty_print=True))
    (folder / "archehr-qa_key.json").write_text(json.dumps(keys), encoding="utf-8")
    return folder


def _cited_case(number: str, case: Mapping[str, Any]) -> Any:
    element = etree.Element("case", id=number)
    _under(element, "patient_narrative", case["narrative"])
    phrases = etree.SubElement(element, "patient_question")
    for n, phrase in enumerate(case["phrases"]):
        at = str(case["narrative"].find(phrase))
        _under(phrases, "phrase", phrase, id=str(n), start_char_index=at)
    _under(element, "clinician_question", case["clinician"])
    paragraphs = [[sentence[3:] for sentence in paragraph] for paragraph in case["note"]]
    excerpt = "\n\n".join(textwrap.fill(" ".join(p), _WIDTH) for p in paragraphs)
    _under(element, "note_excerpt", excerpt)
    held = etree.SubElement(element, "note_excerpt_sentences")
    count = 0
    for place, paragraph in enumerate(paragraphs):
        begins = 0
        for sentence in paragraph:
            count += 1
            where = {"paragraph_id": str(place), "start_char_index": str(begins)}
            _under(held, "sentence", sentence, id=str(count), **where)
            begins += len(sentence) + 1
    return element


def _under(parent: Any, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, **attributes).text = f"\n{text}\n"


@cache
def ehrnote_sample() -> Path:
    """A file of JSON lines, as EHRNoteQA's own preprocessing writes it."""
    path = _folder("ehrnoteqa") / "EHRNoteQA_processed.jsonl"
    lines = []
    for number, case in enumerate(_cases("ehrnoteqa"), 1):
        notes = [*case["notes"], "", "", ""][:3]
        row = {
            "patient_id": number,
            "category": case["category"],
            "num_notes": len(case["notes"]),
            "question": case["question"],
            "answer": case["answer"],
            **{f"choice_{x}": y for x, y in zip("ABCDE", case["choices"], strict=True)},
            **{f"note_{n}": note for n, note in enumerate(notes, 1)},
        }
        lines.append(json.dumps(row))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@cache
def aci_sample() -> Path:
    """A folder with a CSV file of dialogues and notes, and its metadata, as ACI-Bench has them."""
    folder = _folder("aci-bench")
    cases = [(f"S{n:03}", case) for n, case in enumerate(_cases("aci_bench"), 1)]
    notes = [("sample", n, c["dialogue"].strip(), c["note"].strip()) for n, c in cases]
    _write(folder / "sample.csv", ("dataset", "encounter_id", "dialogue", "note"), notes)
    columns = ("gender", "age", "given", "family", "complaint")
    told = [("sample", n, n, "", *(c[k] for k in columns), "") for n, c in cases]
    names = (
        "dataset,encounter_id,id,doctor_name,patient_gender,patient_age,patient_firstname,"
        "patient_familyname,cc,2nd_complaints"
    )
    _write(folder / "sample_metadata.csv", names.split(","), told)
    return folder


@cache
def mts_sample() -> Path:
    """A CSV file of short dialogues with the header and text of a section, as MTS-Dialog has it."""
    path = _folder("mts-dialog") / "sample.csv"
    rows = [
        (str(n), case["header"], case["text"], case["dialogue"])
        for n, case in enumerate(_cases("mts_dialog"))
    ]
    _write(path, ("ID", "section_header", "section_text", "dialogue"), rows)
    return path


def _cases(name: str) -> list[dict[str, Any]]:
    text = files("chartside.evals.adapters.notes.samples").joinpath(f"{name}.toml")
    cases: list[dict[str, Any]] = tomllib.loads(text.read_text(encoding="utf-8"))["cases"]
    return cases


def _folder(name: str) -> Path:
    folder: Path = _scratch().folder / name
    folder.mkdir(exist_ok=True)
    return folder


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as held:
        writer = csv.writer(held)
        writer.writerow(columns)
        writer.writerows(rows)
