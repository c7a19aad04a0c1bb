"""What a model says of images: asked, and told with everything that a person checks it by."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from rich.text import Text

from chartside.cli.layout import hung, plain, put
from chartside.cli.output import as_sentence, emit, notice
from chartside.cli.progress import counting, steps
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart
from chartside.models.enabled import require_enabled
from chartside.models.reasoner import open_reasoner
from chartside.prompts.prompt import prompts
from chartside.settings import settings
from chartside.signoff.filing import write_to
from chartside.tools.imaging.beside import Beside, beside

Read = Callable[[Any], Any]
_TASKS: Final = "chartside.models.imaging.tasks"  # numpy and pydicom: help needs neither
_NO_MODEL: Final = "name a model that sees images: --reasoner URL#MODEL or local:FOLDER"


@dataclass(frozen=True, slots=True)
class AskedOfImages:
    """The options of a task; `name` is what is to be located."""

    task: str
    question: str = ""
    name: str = ""
    labels: str = ""
    reasoner: str = ""

    @property
    def each_label(self) -> tuple[str, ...]:
        """The labels, each once."""
        parts = (" ".join(one.split()) for one in self.labels.split(","))
        return tuple(dict.fromkeys(one for one in parts if one))


def hold_task(asked: AskedOfImages) -> None:
    """Refuse what may not be asked before anything is read.

    Raises:
        PolicyError: Imaging is off.
        UsageError: No model is named.
    """
    require_enabled(enabled=settings().imaging)
    if not asked.reasoner:
        raise UsageError(_NO_MODEL)


def findings_of(asked: AskedOfImages, reading: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """What was seen of the images, and what the model says of it.

    Raises:
        UsageError: No such model, or a task that these images do not allow.
        PolicyError: Images of two patients would be compared.
        ModelError: The model failed, or its answer was cut off.
    """
    seeing = import_module(f"{_TASKS}.seeing")
    with counting("Preparing") as progress:
        seen = seeing.see(reading, progress)
    with steps("opening the model") as told:
        if asked.task == "classify":
            return seen, _classified(asked, seen, told)
        return seen, _interpreted(asked, seen, told)


def _interpreted(asked: AskedOfImages, seen: Any, told: Callable[[str], None]) -> Any:
    model = open_reasoner(asked.reasoner)
    task = import_module(f"{_TASKS}.finding").Task(asked.task)
    asking = import_module(f"{_TASKS}.interpreting")
    asker = import_module(f"{_TASKS}.asker").Asker(model, prompts())
    request = asking.Request(task, asked.question, asked.each_label, asked.name)
    told("asking about the images")
    return asyncio.run(asking.interpret(asker, seen, request))


def _classified(asked: AskedOfImages, seen: Any, told: Callable[[str], None]) -> Any:
    place = _weights(asked.reasoner)
    model = import_module("chartside.models.siglip").MedSigLIP.load(place)
    classify = import_module(f"{_TASKS}.classify").classify
    told("comparing the images with the labels")
    return [classify(model, one, asked.each_label) for one in seen]


def require_page(page: Path | None, files: Sequence[Path]) -> None:
    """Refuse what cannot be a page before a model is asked.

    Raises:
        UsageError: It is a folder, in no folder, or one of the images.
    """
    if page is None:
        return
    place = page.expanduser()
    if place.is_dir() or not place.parent.is_dir():
        raise UsageError("--html must be a file in a folder that is there")
    if place.resolve() in {file.resolve() for file in files}:
        raise UsageError("--html is one of the images: it would be lost")


def draw(found: Sequence[Any], seen: Sequence[Any], *, page: Path | None, out: Path | None) -> None:
    """Pictures of the findings: as PNG in a folder that is there, and on one page of HTML."""
    if page is None and out is None:
        return
    drawing: Any = import_module("chartside.models.imaging.drawing")
    checked = [(one, drawing.drawings(one, seen)) for one in found]
    if page is not None:
        text = drawing.findings_page(checked)
        write_to(page.expanduser(), text.encode("utf-8", "replace"))
    if out is not None:
        for number, (_, pictures) in enumerate(checked):
            for place, one in enumerate(pictures):
                one.picture.save(out / f"finding-{number:03d}-{place}-{one.name}.png")


def tell(
    found: Sequence[Any],
    reading: Any,
    notices: Sequence[str],
    cited: tuple[Chart | None, str],
    *,
    as_json: bool,
) -> None:
    """The findings, for a person or for a program.

    Args:
        found: The findings.
        reading: What was read, and what was set aside.
        notices: What a reader should know of where the images came from.
        cited: The open chart, and the entry in it that the images are of.
        as_json: One JSON object.

    Raises:
        NothingToSay: None of them holds an answer.
    """
    label = import_module(f"{_TASKS}.finding").LABEL
    if as_json:
        emit({
            "label": label,
            "findings": [_json(one, cited) for one in found],
            "notices": list(notices),
            "set_aside": [one.to_json() for one in reading.set_aside],
        })  # fmt: skip
    else:
        put(plain(label, "bold magenta"))
        for one in found:
            _show(one)
            _show_beside(beside(*cited, one))
        for aside in reading.set_aside:
            notice(f"set aside: {aside.source}: {aside.reason}")
    if not any(one.answered for one in found):
        raise NothingToSay("the model gave no answer that can be read")


def _json(found: Any, cited: tuple[Chart | None, str]) -> dict[str, Any]:
    held: dict[str, Any] = found.to_json()
    return held | {"beside_reports": [one.to_json() for one in beside(*cited, found)]}


def _show_beside(rows: Sequence[Beside]) -> None:
    for one in rows:
        sources = ", ".join(one.citations)
        put(plain(f"{one.finding}: {one.answer}; {one.report} ({sources})", "bold"))


def _show(found: Any) -> None:
    put([Text(), Text(_head(found), "bold reverse")])
    if found.answer is not None:
        put(plain(f"Answer: {found.answer}", "bold"))
    for one in found.boxes:
        x0, y0, x1, y1 = (round(n) for n in one.box)
        side = f", on the patient's {one.side}" if one.side else ""
        where = f"x {x0} to {x1}, y {y0} to {y1}, in pixels of frame {one.index}{side}"
        put(plain(f"{one.label}: {where}"))
    for one in found.labels:
        margin = "" if one.margin is None else f", {one.margin:+.2f} against its absence"
        put(plain(f"frame {one.index}  {one.score:+.2f}  {one.label}{margin}"))
    if found.words:
        put([Text(), *(Text(line) for line in found.words.splitlines()), Text()])
    for figure in found.published:
        put(hung(Text("  "), Text(figure.sentence, "magenta")))
    for sentence in found.notices:
        put(hung(Text("  "), Text(as_sentence(sentence), "dim")))
    revision = f", revision {found.revision}" if found.revision else ", revision not told"
    put(hung(Text("  "), Text(f"Model: {found.model}{revision}.", "dim")))


def _head(found: Any) -> str:
    asked = f": {found.question}" if found.question else ""
    sources = list(dict.fromkeys(one.source for one in found.frames))
    named = sources[0] if len(sources) == 1 else f"{len(found.frames)} frames"
    if found.task.value == "compare":
        named = " then ".join(sources)
    return f"{found.task.value}{asked} ({named})"


def _weights(reasoner: str) -> Path:
    """The folder of weights that `local:FOLDER` names.

    Raises:
        UsageError: It names none.
    """
    name = reasoner.removeprefix("local:")
    if name == reasoner or not name:
        raise UsageError("classes are told by MedSigLIP's own weights: --reasoner local:FOLDER")
    return Path(name).expanduser()
