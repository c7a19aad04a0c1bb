"""Suites of a user's own as files: what is read, and what is refused with its line."""

import json
from pathlib import Path

import pytest

from chartside.errors import SourceError, UsageError
from chartside.evals.authoring.declared import open_suite
from chartside.evals.catalog import chosen, suite_named

HEAD = 'line = "Of a test."\ndo = "ask"\n'
GOOD = {"id": "a", "ask": "How old is she?", "expect": {"number": 69}}


def laid_down(folder: Path, head: str = HEAD, *cases: object, more: str = "") -> Path:
    """A suite beside its cases; a case that is text stands there as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in cases]
    (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    file = folder / "own.toml"
    file.write_text(f'{head}cases = "cases.jsonl"\n{more}', encoding="utf-8")
    return file


def test_a_suite_is_called_as_its_file_and_counts_what_it_can(tmp_path: Path) -> None:
    suite = open_suite(laid_down(tmp_path, HEAD, GOOD)).suite
    assert suite.name == "own"
    assert [m.name for m in suite.measures] == ["right", "unsupported"]
    cited = {**GOOD, "id": "b", "expect": {"number": 69, "cites": "Patient/1"}}
    suite = open_suite(laid_down(tmp_path, HEAD, GOOD, cited)).suite
    assert [m.name for m in suite.measures] == ["right", "unsupported", "sourced"]


def test_cases_stand_in_the_file_beside_it_or_below_a_first_line(tmp_path: Path) -> None:
    inline = tmp_path / "inline.toml"
    inline.write_text(
        f"{HEAD}as_of = 2026-03-01\n"
        '[[cases]]\nid = "a"\nask = "How old?"\nexpect = {number = 69}\n'
        '[[cases]]\nid = "b"\nask = "Born?"\nas_of = 2026-04-01\nexpect = {date = 1957-08-14}\n',
        encoding="utf-8",
    )
    first, second = open_suite(inline).cases
    assert (first.where, second.where) == ("line 4", "line 8")
    assert (str(first.as_of), str(second.as_of)) == (
        "2026-03-01 00:00:00+00:00",
        "2026-04-01 00:00:00+00:00",
    )
    assert second.expect is not None
    assert second.expect.date == ("1957-08-14",)
    lone = tmp_path / "lone.jsonl"
    lone.write_text(f'{{"line": "L", "do": "ask"}}\n{json.dumps(GOOD)}\n', encoding="utf-8")
    assert [case.where for case in open_suite(lone).cases] == ["line 2"]


def test_the_first_ten_cases_that_cannot_be_used_are_said_with_their_lines(tmp_path: Path) -> None:
    file = laid_down(tmp_path, HEAD, *[{"id": f"a{n}", "ask": "?"} for n in range(12)])
    with pytest.raises(UsageError) as refused:
        open_suite(file)
    said = str(refused.value).splitlines()
    assert said[0] == "cases.jsonl: 12 cases cannot be used:"
    assert said[1] == '  line 1: `expect` is missing, such as {"count": 3}'
    assert said[-1] == "  and 2 more"
    assert len(said) == 12


CANARY = "Xanthippe"


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("{", "no JSON from column 2"),
        ("[]", "no JSON object"),
        ('{"id": "a", "id": "b"}', "twice"),
        ("[" * 5000, "too deep"),
        (f'{{"id": "a", "ask": "{CANARY}', "no JSON"),
        (f'{{"id": "a", "ask": "{"x" * 1_000_001}"}}', "longer than"),
        ({**GOOD, "id": f"{CANARY} {CANARY}"}, "`id`"),
        ({"ask": CANARY, "expect": {"count": 1}}, "`id` is missing"),
        ({**GOOD, "aks": CANARY}, "did you mean `ask`?"),
        ({**GOOD, "expect": {"nmbr": 1}}, "did you mean `number`?"),
        ({**GOOD, "expect": {"number": CANARY}}, "`expect.number`"),
        ({**GOOD, "expect": {"verdict": "supported"}}, 'do = "verify"'),
        ({**GOOD, "ask": "", "sentence": CANARY}, "`ask` is missing"),
        ({**GOOD, "sentence": CANARY}, "of another suite"),
        ({**GOOD, "citations": ["Patient/1"]}, "belong to a `sentence`"),
        ({**GOOD, "as_of": "2026-13-01"}, "`as_of`"),
        ({**GOOD, "as_of": "2026-03-01T10:00:00"}, "with its offset"),
        ({**GOOD, "patient": "Xanthippe, née"}, "`patient`"),
    ],
)
def test_a_case_that_cannot_be_used_is_said_without_a_word_of_it(
    tmp_path: Path, case: object, why: str
) -> None:
    with pytest.raises(UsageError) as refused:
        open_suite(laid_down(tmp_path, HEAD, {**GOOD, "id": "z"}, "", case))
    assert "line 3: " in str(refused.value)
    assert why in str(refused.value)
    assert CANARY not in str(refused.value)


def test_two_cases_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 2: its `id` is that of line 1"):
        open_suite(laid_down(tmp_path, HEAD, GOOD, GOOD))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "`line` is missing"),
        ("line = ", "at its end: not TOML"),
        ("line = ,\n", "at line 1, column 8: not TOML"),
        ('line = "x"\ndo = "aks"', "`do`"),
        ('line = "x"\ndo = "ask"', "name its cases"),
        ('line = "x"\ndo = "ask"\ncases = []', "no case"),
        ('line = "x"\ndo = "ask"\ncases = "none.jsonl"', "no such file"),
        ('line = "x"\ndo = "ask"\ncases = "../cases.jsonl"', "folder of the suite"),
        ('line = "x"\ndo = "ask"\ncases = "/etc/passwd"', "folder of the suite"),
        ('line = "x"\ndo = "ask"\nscorer = "grade"\ncases = []', "`scorer`"),
        ('line = "x"\ndo = "ask"\nscorer = "../a.py:grade"\ncases = []', "folder of the suite"),
        ('line = "x"\ndo = "ask"\ncases = []\n[[measures]]\nname = "a"\nwords = "b"', "`scorer`"),
        ('line = "x"\ndo = "ask"\nsorce = "x"\ncases = []', "did you mean `source`?"),
        ('line = "x"\ndo = "ask"\nname = "A b"\ncases = []', "`name`"),
    ],
)
def test_a_file_that_is_no_suite_is_refused(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        open_suite(file)
    assert why in str(refused.value)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes("line = 'né'".encode("latin-1"))
    with pytest.raises(UsageError, match="line 1: not UTF-8"):
        open_suite(file)
    with pytest.raises(UsageError, match="is a folder"):
        open_suite(tmp_path)
    with pytest.raises(UsageError, match="no such file"):
        open_suite(tmp_path / "none.toml")
    (tmp_path / "lone.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    with pytest.raises(UsageError, match="its first line says what the suite is"):
        open_suite(tmp_path / "lone.jsonl")
    (tmp_path / "lone.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is empty"):
        open_suite(tmp_path / "lone.jsonl")


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    file = laid_down(tmp_path, HEAD, GOOD)
    for path in (file, tmp_path / "cases.jsonl"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")
    assert len(open_suite(file).cases) == 1


def test_the_digest_is_of_the_file_its_cases_and_its_scorer(tmp_path: Path) -> None:
    scorer = tmp_path / "grading.py"
    scorer.write_text("raise SystemError('never run by reading')\n", encoding="utf-8")
    head = f'{HEAD}scorer = "grading.py:grade"\n'
    digests = [open_suite(laid_down(tmp_path, head, GOOD)).suite.digest]
    digests.append(open_suite(laid_down(tmp_path, head, {**GOOD, "id": "b"})).suite.digest)
    digests.append(open_suite(laid_down(tmp_path, f"# x\n{head}", GOOD)).suite.digest)
    scorer.write_text("pass\n", encoding="utf-8")
    digests.append(open_suite(laid_down(tmp_path, head, GOOD)).suite.digest)
    assert len(set(digests)) == 4
    scorer.unlink()
    with pytest.raises((UsageError, SourceError), match="no such file"):
        open_suite(laid_down(tmp_path, head, GOOD))


def test_a_suite_of_ones_own_never_hides_one_of_ours(tmp_path: Path) -> None:
    file = laid_down(tmp_path, HEAD, GOOD)
    assert suite_named(str(file)) == chosen([str(file), str(file)])["own"]
    other = tmp_path / "other"
    other.mkdir()
    again = laid_down(other, HEAD, {**GOOD, "id": "b"})
    with pytest.raises(UsageError, match="two suites are called own"):
        chosen([str(file), str(again)])
    file.rename(tmp_path / "summaries.toml")
    with pytest.raises(UsageError, match="there is a suite summaries already"):
        suite_named(str(tmp_path / "summaries.toml"))
