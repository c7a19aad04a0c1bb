"""Which findings an image is nearest to, by MedSigLIP without training: ranks, no probabilities.

Findings in chest X-rays that the published figures are about are asked as pairs of words for a
finding and for its absence; labels of one's own are ranked against each other.
"""

from collections.abc import Sequence
from typing import Any, Final

from chartside.errors import UsageError
from chartside.models.imaging.tasks.asker import About
from chartside.models.imaging.tasks.asking import Reply
from chartside.models.imaging.tasks.finding import ImageFinding, Ranked, Task
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.seeing import Seen
from chartside.models.siglip import Finding, MedSigLIP, chest_xray
from chartside.models.siglip import classify as by_pairs

CATALOGUED: Final = "medsiglip-448"
_RANK: Final = "scores rank labels or images; they are no probabilities, and there is no threshold"
_MOST: Final = 64
"""Labels of one call."""
_LEAST: Final = 2


def classify(model: MedSigLIP, seen: Seen, labels: Sequence[str] = ()) -> ImageFinding:
    """Labels by how near the images are to them, the nearest first.

    Of several frames each label has the one that is nearest to it.

    Args:
        model: MedSigLIP.
        seen: An image, or the frames of a volume or a slide, each by itself.
        labels: Names of `chest_xray()` are asked as pairs; where one is not among them, all are
            ranked as captions, in the words given. None: all of those findings, of a radiograph.

    Raises:
        UsageError: No label, or one alone that is nothing to rank against; too many of them.
    """
    asked = tuple(dict.fromkeys(" ".join(one.split()) for one in labels if one.strip()))
    if len(asked) > _MOST:
        raise UsageError(f"at most {_MOST} labels at a time")
    pairs = _pairs(seen, asked)
    found = _by_pairs(model, seen, pairs) if pairs else _ranked(model, seen, asked)
    name, _, revision = model.name.partition("@")
    said = [_RANK]
    if not pairs:
        said.append("labels were ranked against each other: the nearest of them may be absent too")
    if len(seen.frames) > 1:
        said.append(f"of {len(seen.frames)} frames each label has the one that is nearest to it")
    question = ", ".join(asked or tuple(one.name for one in pairs))
    about = About(Task.CLASSIFY, question, seen, notices=tuple(said))
    return about.finding(Reply("", name, revision), labels=found)


def _pairs(seen: Seen, asked: Sequence[str]) -> tuple[Finding, ...]:
    """The findings with words for their absence; none where a label is not among them."""
    known = {one.name: one for one in chest_xray()}
    if not asked:
        if seen.kind is not ImageKind.RADIOGRAPH:
            raise UsageError("name what is looked for: --labels 'a,b'")
        return tuple(known.values())
    named = [one.lower() for one in asked]
    return tuple(known[one] for one in named) if all(one in known for one in named) else ()


def _by_pairs(model: MedSigLIP, seen: Seen, pairs: Sequence[Finding]) -> tuple[Ranked, ...]:
    each = by_pairs(model, [one.picture() for one in seen.frames], pairs)
    rows = [
        Ranked(one.name, one.present, frame.index, one.margin)
        for frame, found in zip(seen.frames, each, strict=True)
        for one in found
    ]
    return _best(rows, lambda one: one.margin)


def _ranked(model: MedSigLIP, seen: Seen, labels: Sequence[str]) -> tuple[Ranked, ...]:
    if len(labels) < _LEAST:
        raise UsageError("a label is ranked against others: name two or more")
    images = model.embed_images([one.picture() for one in seen.frames])
    scores = model.logits(images, model.embed_texts(labels))
    rows = [
        Ranked(label, float(score), frame.index)
        for frame, row in zip(seen.frames, scores, strict=True)
        for label, score in zip(labels, row, strict=True)
    ]
    return _best(rows, lambda one: one.score)


def _best(rows: Sequence[Ranked], by: Any) -> tuple[Ranked, ...]:
    """Of each label its nearest frame, the nearest label first."""
    best: dict[str, Ranked] = {}
    for one in rows:
        if one.label not in best or by(one) > by(best[one.label]):
            best[one.label] = one
    return tuple(sorted(best.values(), key=by, reverse=True))
