"""The words of the pages: all of them in every language, and none in a template."""

import re
from string import Formatter

import pytest

from chartside.prompts.kinds import document_kinds
from chartside.sidebar.pages import rendering
from chartside.sidebar.pages.dates import day_words, moment_words
from chartside.sidebar.pages.words import LANGUAGES, counted, preferred, word, words
from chartside.signoff.policy import shipped_policy

TEMPLATES = sorted(rendering._FOLDER.glob("*.html"))
MODULES = sorted(rendering._FOLDER.parent.glob("*.py"))
BACK = re.compile(r"{% block back %}.*?{% endblock %}")  # an address, where a language is chosen
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ASKED = re.compile(r"""\b(t|n|says)\(["']([a-z_]+\.[a-z_A-Z]+)["'](\s*~)?""")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_word_is_there_in_every_language_with_the_same_blanks() -> None:
    for key, held in words().items():
        assert set(held) == set(LANGUAGES), key
        assert all(held.values()), key
        assert len({frozenset(blanks(text)) for text in held.values()}) == 1, key


def test_a_word_that_counts_has_both_its_forms() -> None:
    forms = {key.removesuffix("_one") for key in words() if key.endswith("_one")}
    assert forms
    for key in forms:
        assert f"{key}_many" in words()


def test_every_word_that_a_page_asks_for_is_there() -> None:
    for path in (*TEMPLATES, *MODULES):
        for kind, key, joined in ASKED.findall(path.read_text(encoding="utf-8")):
            asked = [f"{key}_one", f"{key}_many"] if kind == "n" else [key]
            if joined:
                assert any(name.startswith(key) for name in words()), (path.name, key)
            else:
                assert set(asked) <= words().keys(), (path.name, key)


def test_no_word_is_kept_that_no_page_says() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *MODULES))
    parts = {part for part, _, _ in (key.partition(".") for key in words())}
    joined = {"decline", "retract"} | {  # both are ends, and share one page
        part
        for part in parts
        if re.search(rf"""["']{part}\.(?:critical_)?["'] ?~|f"{part}\.""", said)
    }
    whole = {key: key.removesuffix("_one").removesuffix("_many") for key in words()}
    left = {k for k, w in whole.items() if w not in said and k.partition(".")[0] not in joined}
    assert left == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_holds_a_word_of_its_own(path: object) -> None:
    text = JINJA.sub(" ", BACK.sub("", path.read_text(encoding="utf-8")))  # type: ignore[attr-defined]  # a path
    shown = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL)
    assert not re.search(r"[A-Za-zÄÖÜäöü]", shown), shown.split()
    read_out = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', text)
    assert not [said for said in read_out if re.search(r"[A-Za-z]", said)]


def test_every_kind_and_role_of_the_package_has_a_name_in_every_language() -> None:
    for kind in document_kinds():
        assert f"kind.{kind}" in words()
        assert f"about.{kind}" in words()
    for role in shipped_policy().roles:
        assert f"role.{role}" in words()


@pytest.mark.parametrize(
    ("asked", "chosen", "spoken"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "", "de"),
        ("fr, en;q=0.2, de;q=0.7", "", "de"),
        ("en-GB", "de", "de"),
        ("en", "fr", "en"),
        ("fr", "", "en"),
        ("", "", "en"),
        ("de;q=0, en;q=0.1", "", "en"),
        ("de;q=nonsense", "", "en"),
    ],
)
def test_the_language_is_the_one_chosen_then_the_browsers_then_the_sites(
    asked: str, chosen: str, spoken: str
) -> None:
    assert preferred(asked, chosen, ("en", "de")) == spoken


def test_a_site_that_offers_one_language_speaks_that_one() -> None:
    assert preferred("en", "en", ("de",)) == "de"


def test_a_date_is_as_precise_as_the_chart_in_every_language() -> None:
    assert day_words("2026", "de") == "2026"
    assert day_words("2026-03", "de") == "März 2026"
    assert day_words("2026-03-02", "de") == "2. März 2026"
    assert day_words("2026-03", "en") == "March 2026"
    assert day_words("no date", "de") == ""
    assert moment_words("2026-03-02T08:05:00+01:00", "de") == "2. März 2026, 08:05 +01:00"
    assert moment_words("yesterday", "en") == "yesterday"


def test_one_and_many_are_said_differently() -> None:
    assert counted("list.warned", "en", 1) == "1 warning"
    assert counted("list.warned", "de", 1200) == "1.200 Warnungen"
    assert word("verdict.supported", "de") == "Belegt"
