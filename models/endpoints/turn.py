"""The one user turn as a server takes it: text, or text and images by their bytes.

A server stretches an image that is not square, and the models were trained on padded ones; so each
is made square here, and sent without loss. An address is never sent: the server would fetch it.
"""

import base64
from io import BytesIO
from typing import Any, Final

from PIL import Image

from chartside.models.turn import Turn

Content = str | list[dict[str, Any]]
_FAST: Final = 1
"""How hard PNG is squeezed: a volume of 85 slices costs seconds so, and half a minute otherwise."""


def content(turn: Turn) -> Content:
    """System text in front, as the chat template would put it, then the pieces in their order."""
    front = f"{turn.system}\n\n" if turn.system else ""
    if turn.images == 0:
        return front + "".join(str(piece) for piece in turn.pieces)
    parts = [_part(piece) for piece in turn.pieces]
    if not front:
        return parts
    if parts[0]["type"] == "text":
        parts[0]["text"] = front + parts[0]["text"]
        return parts
    return [{"type": "text", "text": turn.system}, *parts]


def _part(piece: str | Image.Image) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"type": "text", "text": piece}
    octets = BytesIO()
    piece.save(octets, "PNG", compress_level=_FAST)
    url = f"data:image/png;base64,{base64.b64encode(octets.getvalue()).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}
