"""Unpacking an answer as it comes, with a limit on what comes out.

300 kB of gzip may hold 300 MB: the limit is on what comes out, and is looked at before each piece
of it is made.
"""

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from typing import Any, Final

from chartside.errors import WebError

ACCEPTED: Final = "gzip, deflate"
"""What is said to be taken (`Accept-Encoding`); whatever else comes is refused."""
_PIECE: Final = 2**16
_GZIP: Final = 16 + zlib.MAX_WBITS
_FORMS: Final = {
    "gzip": (_GZIP,),
    "x-gzip": (_GZIP,),
    # RFC 9110 8.4.1.2: zlib's own form; some servers send the bare one.
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


async def unpacked(chunks: AsyncIterable[bytes], encoding: str, most: int) -> AsyncIterator[bytes]:
    """The bytes of a body, not more than `most` of them.

    Args:
        chunks: As they come.
        encoding: The `Content-Encoding`; empty for none.
        most: Bytes, before unpacking and after.

    Raises:
        WebError: `too-large`; `encoded` where it is packed in another way, more than once, or not
            in the way that it says; `cut` where the end is missing.
    """
    form = encoding.strip().lower()
    if form not in {"", "identity", *_FORMS}:
        raise WebError("encoded")
    unpacker = _Unpacker(_FORMS[form], most) if form in _FORMS else None
    came = 0
    async for chunk in chunks:
        came += len(chunk)
        if came > most:
            raise WebError("too-large")
        if unpacker is None:
            yield chunk
        else:
            for piece in unpacker.pieces(chunk):
                yield piece
    if unpacker is not None and came and not unpacker.whole:
        raise WebError("cut")


class _Unpacker:
    def __init__(self, forms: tuple[int, ...], most: int) -> None:
        self._forms = forms
        self._left = most
        self._inner: Any = None
        self._came = b""

    @property
    def whole(self) -> bool:
        """Whether the end of what was packed has come."""
        return self._inner is not None and bool(self._inner.eof)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, a piece at a time."""
        rest = chunk
        while rest:
            if self._inner is None or self._inner.eof:
                rest = self._begun(rest)
                if not rest:
                    return
            yield from self._member(rest)
            rest = self._inner.unused_data
            if rest and self._forms[0] != _GZIP:
                raise WebError("encoded")  # only gzip goes on after its end (RFC 1952 2.2)

    def _begun(self, chunk: bytes) -> bytes:
        """Choose the form by the first bytes; gives what there is to unpack, nothing if too few."""
        head = self._came + chunk
        if len(self._forms) > 1 and len(head) < 2:  # noqa: PLR2004 - the two bytes of RFC 1950 2.2
            self._came = head
            return b""
        self._came = b""
        zlibs = int.from_bytes(head[:2], "big") % 31 == 0 and head[0] & 15 == zlib.DEFLATED
        form = self._forms[0] if zlibs or len(self._forms) == 1 else self._forms[1]
        self._inner = zlib.decompressobj(form)
        return head

    def _member(self, data: bytes) -> Iterator[bytes]:
        while data:
            try:
                piece = self._inner.decompress(data, min(_PIECE, self._left + 1))
            except zlib.error:
                raise WebError("encoded") from None
            self._left -= len(piece)
            if self._left < 0:
                raise WebError("too-large")
            if piece:
                yield piece
            data = self._inner.unconsumed_tail
