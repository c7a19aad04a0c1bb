"""Turn a dictation into text."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from chartside.cli.layout import hung, plain, put
from chartside.cli.options import Json, new_app
from chartside.cli.output import emit, notice
from chartside.cli.progress import counting
from chartside.errors import NothingToSay, UsageError
from chartside.models.catalog import model
from chartside.models.speech import Transcript
from chartside.models.weights import cached

app = new_app()


@app.command()
def transcribe(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording: WAV, FLAC, Ogg or MP3.")
    ],
    *,
    path: Annotated[
        Path | None,
        typer.Option(
            "--model", metavar="PATH", help="MedASR's weights, if not in the hub's cache."
        ),
    ] = None,
    times: Annotated[
        bool, typer.Option("--times", help="Show when each sentence was said.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Turn a dictation into text.

    MedASR hears one physician who dictates in English. Punctuation that was spoken becomes signs,
    sections become headings. Read every name of a medicine, date and time against the recording:
    those are what it mishears. The recording stays where it is, and nothing is kept.

    Exit status: 0 done, 2 usage (no weights, or no recording that can be read), 3 nobody speaks, 5
    the model failed.
    """
    said = _heard(file, path)
    if as_json:
        emit(said.to_json())
    else:
        _tell(said, times=times)
    if not said.text:
        raise NothingToSay("no word was heard in this recording")


def _heard(file: Path, path: Path | None) -> Transcript:
    # torch and transformers take seconds to load, and help needs neither
    sound: Any = import_module("chartside.models.speech.sound")
    recording = sound.read_sound(file)
    folder = path or _cached()
    medasr: Any = import_module("chartside.models.speech.medasr")
    with counting("Listening") as progress:
        transcript: Transcript = medasr.MedASR.load(folder).transcribe(recording, progress=progress)
    return transcript


def _cached() -> Path:
    place = cached(model("medasr"))
    if place is None:
        raise UsageError(
            "MedASR's weights are not on this machine: name their folder with --model; chartside "
            "models check medasr says how to get them"
        )
    return place.folder


def _tell(said: Transcript, *, times: bool) -> None:
    if times:
        for segment in said.segments:
            put(hung(Text(f"{_clock(segment.start)}  ", "dim"), Text(segment.text)))
    else:
        for line in said.text.split("\n"):
            put(plain(line))
    if said.unknown:
        notice(f"Marks that are not known, left as they are: {', '.join(said.unknown)}")


def _clock(seconds: float) -> str:
    """`02:05` of 125.4 seconds."""
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
