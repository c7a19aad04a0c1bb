"""What a model would see of files, or what one says of them, told line by line.

Decodes what anybody may have made: runs in a process that holds nothing. Needs the optional part
`imaging`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image

from chartside.errors import UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.store import RecordStore
from chartside.models.enabled import require_enabled
from chartside.models.imaging import Frame, Reading, Rule, SeriesShown, displayed, show, stacked
from chartside.models.imaging.drawing import drawings
from chartside.models.imaging.tasks.asker import Asker
from chartside.models.imaging.tasks.finding import ImageFinding, Task
from chartside.models.imaging.tasks.interpreting import Request, interpret
from chartside.models.imaging.tasks.seeing import see
from chartside.models.reasoner import open_reasoner
from chartside.prompts.prompt import prompts
from chartside.settings import image_reader, settings
from chartside.sidebar.imaging.fetching import fetched
from chartside.sidebar.imaging.pictures import LARGE, SMALL, Album
from chartside.sidebar.imaging.wanted import Wanted
from chartside.tools.imaging.beside import beside
from chartside.tools.imaging.reading import read_held

Tell = Callable[[Mapping[str, Any]], None]
_NO_READER: Final = "no model that sees images is named: CHARTSIDE_IMAGE_READER"
_FEW: Final = 4
"""Frames that are shown as large as an image by itself."""


async def shown(wanted: Wanted, folder: Path, tell: Tell) -> None:
    """Tell frames, series and notices; of a task its findings.

    Raises:
        PolicyError: A model is to be asked while imaging is off, or images are another patient's.
        SourceError: They cannot be read, or are not what was asked for.
        UsageError: No model is named, or images that the task is not for.
        ModelError: The model failed.
    """
    if wanted.task:
        require_enabled(enabled=settings().imaging)
    with RecordStore(Path(wanted.record)) as record:
        chart = record.open_chart(wanted.patient)
        tell({"step": {"name": "read", "done": 0, "total": 0}})
        reading, notices = read_held(fetched(folder), chart)
        album = Album(tell)
        if wanted.task:
            await _said(wanted, reading, chart, album, tell)
        else:
            _prepared(reading, album, tell)
        tell({"notices": list(notices)})
        if album.left_out:
            tell({"left_out": album.left_out})


def _prepared(reading: Reading, album: Album, tell: Tell) -> None:
    few = sum(len(one.slices) for one in stacked(reading.instances)) <= _FEW

    def keep(frame: Frame) -> None:
        number = album.put(frame.picture(), LARGE if few else SMALL)
        if number is not None:
            high, wide = frame.rgb.shape[:2]
            told = {"picture": number, "index": frame.index, "of": frame.slice.frame}
            told["displayed"] = _displayed(frame, album)
            tell({"frame": {**told, "uid": frame.slice.of.uid or "", "size": f"{wide} x {high}"}})

    def progress(done: int, total: int) -> None:
        tell({"step": {"name": "prepare", "done": done, "total": total}})

    made = show(reading, keep=keep, progress=progress)
    tell({"series": [_series(one) for one in made.series]})
    tell({"notices": list(made.notices)})
    tell({"set_aside": list(dict.fromkeys(one.reason for one in made.set_aside))})


def _displayed(frame: Frame, album: Album) -> int:
    """The number of the picture in grey, where a model sees colours that no person reads."""
    if frame.slice.of.rule is not Rule.WINDOWS:
        return 0
    return album.put(Image.fromarray(displayed(frame.slice)), SMALL) or 0


def _series(one: SeriesShown) -> dict[str, Any]:
    first = one.stack.first
    return {
        "modality": first.modality or "",
        "size": f"{first.columns} x {first.rows}",
        "images": len(one.stack.slices),
        "shown": one.shown,
        "apart": one.stack.apart or "",
        "ranges": [f"{span.low:g} … {span.high:g}" for span in one.ranges],
        "notices": list(one.notices),
    }


async def _said(wanted: Wanted, reading: Reading, chart: Chart, album: Album, tell: Tell) -> None:
    named = image_reader()
    if named is None:
        raise UsageError(_NO_READER)

    def progress(done: int, total: int) -> None:
        tell({"step": {"name": "prepare", "done": done, "total": total}})

    seen = see(reading, progress)
    tell({"step": {"name": "ask", "done": 0, "total": 0}})
    asker = Asker(open_reasoner(named), prompts())
    for one in await interpret(asker, seen, _request(wanted)):
        drawn = [
            {"kind": made.name, "picture": number}
            for made in drawings(one, seen)
            if (number := album.put(made.picture, LARGE)) is not None
        ]
        rows = [row.to_json() for row in beside(chart, wanted.reference, one)]
        tell({"finding": _finding(one) | {"pictures": drawn, "beside": [_row(r) for r in rows]}})
    tell({"set_aside": list(dict.fromkeys(one.reason for one in reading.set_aside))})


def _request(wanted: Wanted) -> Request:
    task = Task(wanted.task)
    words = " ".join(wanted.words.split())
    labels = (words,) if task is Task.ANSWER else ()
    return Request(task, labels=labels, name=words if task is Task.LOCATE else "")


def _finding(one: ImageFinding) -> dict[str, Any]:
    return {
        "task": one.task.value,
        "question": one.question,
        "answer": one.answer or "",
        "answered": one.answered,
        "words": one.words,
        "boxes": [
            {"label": b.label, "side": b.side or "", "frame": b.index} for b in one.boxes
        ],
        "frames": [
            {"index": f.index, "of": f.frame, "uid": f.uid or ""} for f in one.frames
        ],
        "model": one.model,
        "revision": one.revision,
        "published": [figure.sentence for figure in one.published],
        "notices": list(one.notices),
    }  # fmt: skip


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    cited = [one["reference"] for one in row["citations"]]
    return {key: row[key] for key in ("finding", "answer", "report")} | {"references": cited[1:]}
