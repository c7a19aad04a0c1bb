"""What of the environment a process has that handles images: what its step needs, and no more."""

from typing import Final

from chartside.settings import (
    Settings,
    dicomweb_plain_http,
    dicomweb_token,
    drafting_environment,
    image_reader,
)

FETCH: Final = "fetch"
"""Gets files: has what authorises at their archive, and decodes none."""
SHOW: Final = "show"
"""Decodes what anybody may have made, and has nothing to lose."""
ASK: Final = "ask"
"""Decodes them, and shows them to a model: has what authorises there."""
_OURS: Final = "CHARTSIDE_"
_OF_MODELS: Final = frozenset({"CHARTSIDE_ENDPOINT_KEY", "CHARTSIDE_ENDPOINT_PLAIN_HTTP"})


def environment_of(step: str, here: Settings) -> dict[str, str]:
    """All that a process of this step sees."""
    drafting = drafting_environment()
    held = {name: value for name, value in drafting.items() if not name.startswith(_OURS)}
    if step == FETCH:
        return held | _set(
            CHARTSIDE_DICOMWEB=here.dicomweb,
            CHARTSIDE_DICOMWEB_TOKEN=dicomweb_token(),
            CHARTSIDE_DICOMWEB_PLAIN_HTTP="1" if dicomweb_plain_http() else "",
        )
    if step == ASK:
        held |= {name: drafting[name] for name in _OF_MODELS & drafting.keys()}
        return held | _set(
            CHARTSIDE_IMAGING="on" if here.imaging else "", CHARTSIDE_IMAGE_READER=image_reader()
        )
    return held


def _set(**given: str | None) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}
