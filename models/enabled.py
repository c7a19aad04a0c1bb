"""Whether models may say what they see in images: off until a person switches it on."""

from typing import Final

from chartside.errors import PolicyError

OFF: Final = (
    "imaging is off: what a model says of an image is a medical-device function, which the law of "
    "the place may ask an authorisation for; CHARTSIDE_IMAGING=on switches it on"
)


def require_enabled(*, enabled: bool) -> None:
    """Go on only where it is switched on.

    Raises:
        PolicyError: It is not.
    """
    if not enabled:
        raise PolicyError(OFF)
