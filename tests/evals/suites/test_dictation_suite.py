"""The suite `dictation`: what a tiny model of MedASR's class hears, against what is said."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.evals.dictation.grade import graded
from chartside.evals.dictation.words import medicines_in, numbers_in, words_of
from chartside.evals.labelled.recordings import recordings_in
from chartside.evals.reports.report import Ran, figure
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

SAID = "Metoprolol 25 mg, started. BP 120/80."

TUNED = (
    ("Metoprolol 25 mg and lisinopril were continued.", "metoprolol|lisinopril"),
    ("Apixaban was held before the procedure in April.", "apixaban"),
    ("Atorvastatin nightly; cholesterol is lower, no alcohol.", "atorvastatin"),
    ("Give insulin glargine 12 units, then Lantus pens.", "insulin glargine|lantus"),
    ("She takes Tylenol and acetylsalicylic acid.", "tylenol|acetylsalicylic acid"),
    ("Vancomycin plus piperacillin tazobactam.", "vancomycin|piperacillin|tazobactam"),
    ("Ibuprofen as needed, klor-con daily.", "ibuprofen|klor con"),
    ("A statin was discussed with the patient's mother.", ""),
    ("No known drug allergies. Drinks milk.", ""),
    ("Oseltamivir, acyclovir, remdesivir.", "oseltamivir|acyclovir|remdesivir"),
)
HELD_OUT = (
    ("She was switched from enalapril to valsartan in April.", "enalapril|valsartan"),
    ("Start tinzaparin and hold the ticagrelor; platelets fell.", "tinzaparin|ticagrelor"),
    ("He gets bevacizumab and oxaliplatin.", "bevacizumab|oxaliplatin"),
    ("No alcohol; cholesterol controlled on ezetimibe.", "ezetimibe"),
    ("Allergic to penicillin and cefaclor.", "penicillin|cefaclor"),
    ("Nebulised salbutamol, then oral prednisolone.", "salbutamol|prednisolone"),
    ("Insulin degludec 20 units, Humalog with meals.", "insulin degludec|humalog"),
    ("The patient finished his protocol in school and drinks cocoa.", ""),
    ("Dolutegravir with lamivudine.", "dolutegravir|lamivudine"),
    ("Pelvic pain, last period in August, bone mineral density normal.", ""),
)


@pytest.fixture(scope="session")
def tiny(root: Path) -> Any:
    """What makes a tiny model of MedASR's class, and sounds."""
    path = root / "tests" / "models" / "tiny" / "medasr.py"
    found = importlib.util.spec_from_file_location("tiny_medasr", path)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def hearing(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tiny.medasr(tmp_path_factory.mktemp("weights") / "hearing")
    return folder


@pytest.fixture(scope="session")
def deaf(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tiny.medasr(tmp_path_factory.mktemp("weights") / "deaf", blank=1e4)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "recordings"
    made.mkdir()
    return made


@pytest.fixture
def dictated(folder: Path, tiny: Any) -> Callable[..., Path]:
    """`dictated("a", "words")`: a recording, and what is said in it."""
    import soundfile

    def put(name: str, said: str = SAID, seconds: float = 2) -> Path:
        path = folder / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, tiny.sound(seconds), 16_000)
        path.with_suffix(".txt").write_text(said, encoding="utf-8")
        return path

    return put


def measured(where: Path, weights: Path, logs: Path) -> Ran:
    logs.mkdir()
    asked = Asked(("dictation",), data={"dictation": str(where)}, reasoner=f"local:{weights}")
    return run(asked, logs).suites[0]


def shares(ran: Ran) -> dict[str, tuple[int, int]]:
    found = {m.name: figure(ran.cases, m) for m in ran.measures}
    return {name: (one["hits"], one["out_of"]) for name, one in found.items()}


def test_a_model_that_hears_nothing_misses_every_word(
    folder: Path, deaf: Path, dictated: Callable[..., Path], tmp_path: Path
) -> None:
    dictated("a")
    dictated("speaker/b")
    ran = measured(folder, deaf, tmp_path / "logs")
    assert (len(ran.cases), ran.crashed, ran.unscored) == (2, 0, 0)
    assert {case.patient for case in ran.cases} == {"a.wav", "speaker"}
    assert shares(ran) == {
        "wer": (12, 12),
        "wer-as-written": (12, 12),
        "cer": (2 * len("metoprolol 25 mg started bp 120/80"), 68),
        "numbers-missed": (4, 4),
        "numbers-unsaid": (0, 0),
        "medicines-missed": (2, 2),
        "medicines-unsaid": (0, 0),
    }


def test_what_is_said_as_it_is_heard_has_no_error(
    folder: Path, hearing: Path, dictated: Callable[..., Path], tmp_path: Path
) -> None:
    from chartside.models.speech.medasr import MedASR
    from chartside.models.speech.sound import read_sound

    path = dictated("a", seconds=6)
    heard = MedASR.load(hearing).transcribe(read_sound(path)).text
    assert words_of(heard)
    path.with_suffix(".txt").write_text(heard, encoding="utf-8")
    ran = measured(folder, hearing, tmp_path / "logs")
    assert shares(ran)["wer-as-written"] == (0, len(heard.split()))
    assert shares(ran)["wer"][0] == 0
    assert ran.cases[0].worst == ()


def test_speech_of_a_public_recording_is_measured(
    shared_data: Path, folder: Path, hearing: Path, tmp_path: Path
) -> None:
    speech = shared_data / "speech" / "jfk_16k.wav"
    if not speech.exists():
        pytest.skip("no recording of speech here")
    (folder / "jfk.wav").symlink_to(speech)
    said = "And so, my fellow Americans, ask not what your country can do for you."
    (folder / "jfk.txt").write_text(said, encoding="utf-8")
    ran = measured(folder, hearing, tmp_path / "logs")
    hits, out_of = shares(ran)["wer"]
    assert out_of == len(words_of(said))
    assert hits > 0  # the weights are random


def test_what_cannot_be_used_is_counted_and_stops_nothing(
    folder: Path, deaf: Path, dictated: Callable[..., Path], tmp_path: Path
) -> None:
    dictated("a")
    dictated("silent", said=" .\n")
    dictated("broken").write_bytes(b"RIFF of nothing")
    dictated("latin").with_suffix(".txt").write_bytes("für".encode("latin-1"))
    dictated("alone").with_suffix(".txt").unlink()
    (folder / "terms.txt").write_text("Foobarin\n\n", encoding="utf-8")
    ran = measured(folder, deaf, tmp_path / "logs")
    assert len(ran.cases) == 1
    assert sorted(ran.set_aside.values()) == [1, 1, 1, 1]
    assert recordings_in(folder).terms == ("Foobarin",)


def test_nothing_to_listen_to_or_nobody_who_hears_is_refused(
    folder: Path, deaf: Path, dictated: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="beside it"):
        measured(folder, deaf, tmp_path / "1")
    dictated("a", said="...")
    with pytest.raises(UsageError, match="without a word"):
        measured(folder, deaf, tmp_path / "2")
    dictated("b")
    with pytest.raises(UsageError):
        measured(folder, tmp_path, tmp_path / "3")  # no weights there
    (tmp_path / "4").mkdir()
    for reasoner, why in (("http://127.0.0.1:1/v1#x", "own weights"), ("extractive", "a model")):
        asked = Asked(("dictation",), data={"dictation": str(folder)}, reasoner=reasoner)
        with pytest.raises(UsageError, match=why):
            run(asked, tmp_path / "4")
    with pytest.raises(UsageError, match="--data"):
        run(Asked(("dictation",), reasoner=f"local:{deaf}"), tmp_path / "4")


@pytest.mark.parametrize(
    ("heard", "wer", "written", "numbers", "medicines"),
    [
        ("Metoprolol 25 mg, started. BP 120/80.", (0, 6), (0, 6), (0, 2), (0, 1)),
        ("metoprolol 25 mg started bp 120/80", (0, 6), (5, 6), (0, 2), (0, 1)),
        ("Metformin 25 mg, started. BP 120/80.", (1, 6), (1, 6), (0, 2), (1, 1)),
        ("Metoprolol 2.5 mg, started. BP 120/80.", (1, 6), (1, 6), (1, 2), (0, 1)),
        ("Metoprolol twenty five mg, started. BP 120/80.", (2, 6), (2, 6), (1, 2), (0, 1)),
        ("", (6, 6), (6, 6), (2, 2), (1, 1)),
    ],
)
def test_words_numbers_and_medicines_are_counted_apart(
    heard: str,
    wer: tuple[int, int],
    written: tuple[int, int],
    numbers: tuple[int, int],
    medicines: tuple[int, int],
) -> None:
    _, counts, _ = graded(SAID, heard)
    assert counts["wer"] == wer
    assert counts["wer-as-written"] == written
    assert counts["numbers-missed"] == numbers
    assert counts["medicines-missed"] == medicines


def test_two_doses_that_change_places_are_both_missed() -> None:
    _, counts, worst = graded("lisinopril 5 mg, furosemide 40 mg", "lisinopril 40, furosemide 5 mg")
    assert counts["numbers-missed"] == (2, 2)
    assert counts["numbers-unsaid"] == (2, 2)
    assert counts["medicines-missed"] == (0, 2)
    assert worst[0]["expected"] == "lisinopril [5] mg furosemide 40"


def test_what_was_never_said_is_counted_even_if_more_than_all_of_it() -> None:
    share, counts, _ = graded("stable", "give heparin 5000 units now")
    assert counts["wer"] == (5, 1)
    assert share == 0.0
    assert counts["medicines-unsaid"] == (1, 1)
    assert counts["numbers-unsaid"] == (1, 1)
    assert counts["numbers-missed"] == (0, 0)


def test_a_name_of_two_words_is_missed_where_one_of_them_is() -> None:
    _, counts, _ = graded("insulin glargine at night", "insulin large in at night")
    assert counts["medicines-missed"] == (1, 1)


def test_words_of_the_user_are_counted_as_medicines() -> None:
    assert graded("take Foobarin now", "take who bar in now", ("foobarin",))[1][
        "medicines-missed"
    ] == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2.5 mg", ["2.5", "mg"]),
        ("10mg at 08:30, on 3/4.", ["10mg", "at", "08:30", "on", "3/4"]),
        ("1,000 IU; C5-C6 (mild)", ["1,000", "iu", "c5", "c6", "mild"]),
        ("Patient\u2019s T\u00b2 50%", ["patient's", "t2", "50"]),
        ("...", []),
    ],
)
def test_a_text_is_parted_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def found(text: str) -> list[str]:
    words = words_of(text)
    return [" ".join(words[slice(*span)]) for span in medicines_in(words)]


@pytest.mark.parametrize(("text", "names"), TUNED)
def test_names_of_medicines_are_found(text: str, names: str) -> None:
    assert found(text) == [name for name in names.split("|") if name]


def test_names_are_found_in_sentences_that_no_rule_was_made_with() -> None:
    wanted = [(found(text), {n for n in names.split("|") if n}) for text, names in HELD_OUT]
    assert sum(len(set(got) & names) for got, names in wanted) >= 13  # of 15
    assert sum(len(set(got) - names) for got, names in wanted) == 0


def test_numbers_are_words_with_a_digit() -> None:
    assert numbers_in(words_of("BP 120/80 in room B12, twice")) == [(1, 2), (4, 5)]
