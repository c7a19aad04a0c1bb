"""Which model for which task: as published figures say, unless a site says otherwise.

The order of preference and the reasons stand in `catalog.toml`. A model that is chosen by name is
taken, whatever the figures say, as long as it can take the task's input at all.
"""

from collections.abc import Collection, Mapping
from typing import Final

from chartside.errors import UsageError
from chartside.models.catalog import Model, ModelKind, Task, catalogue, model

_GIVEN_BY: Final = {
    "classify": {ModelKind.IMAGE_TEXT},
    "similar": {ModelKind.IMAGE_TEXT, ModelKind.IMAGE},
    "dictation": {ModelKind.SPEECH},
}
"""Kinds of model that can do a task; all others are done by chat models."""
_TEXT_ONLY: Final = frozenset({"record"})


def tasks() -> tuple[Task, ...]:
    """Every task, in the order of the catalogue."""
    return catalogue().task


def task(name: str) -> Task:
    """The task of this name; `UsageError` names the ones there are."""
    for one in tasks():
        if one.name == name:
            return one
    raise UsageError(f"no task {name!r}; there is {', '.join(t.name for t in tasks())}")


def route(
    name: str,
    *,
    overrides: Mapping[str, str] | None = None,
    available: Collection[str] | None = None,
) -> Model:
    """The model for a task.

    Args:
        name: The task: `record`, `labs`, `describe`, `compare`, `locate`, `volume`, `slide`,
            `classify`, `similar` or `dictation`.
        overrides: A site's own choice, model by task; it wins.
        available: Names of the models that can be had here; None for all. Without the best one the
            next best is taken, never one that the figures do not speak for.

    >>> route("record").name, route("labs").name
    ('medgemma-27b-it', 'medgemma-1.5-4b-it')

    Raises:
        UsageError: No such task; none of its models can be had; a model that cannot do it.
        NoSuchModel: An override names no model of the catalogue.
    """
    wanted = task(name)
    if overrides and name in overrides:
        return _able(model(overrides[name]), wanted)
    for one in wanted.models:
        if available is None or one in available:
            return model(one)
    raise UsageError(f"the task {name} needs one of {', '.join(wanted.models)}, and none is there")


def _able(chosen: Model, wanted: Task) -> Model:
    kinds = _GIVEN_BY.get(wanted.name, {ModelKind.CHAT})
    blind = ModelKind.CHAT in kinds and wanted.name not in _TEXT_ONLY
    if chosen.kind not in kinds or (blind and "image" not in chosen.inputs):
        raise UsageError(f"{chosen.name} cannot do the task {wanted.name}: {wanted.title}")
    return chosen
