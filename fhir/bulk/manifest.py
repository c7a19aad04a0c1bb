"""The manifest of an export: which files there are, and what they hold.

Members that are not known are passed over: servers add their own, and drafts of the standard, too.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple
from urllib.parse import urljoin

import msgspec

from chartside.errors import FHIRServerError
from chartside.fhir.network.client import Answer
from chartside.fhir.r4 import ALL_TYPES
from chartside.fhir.search.values import span

Role = Literal["output", "deleted", "outcome"]
LONGEST_URL: Final = 8192


class File(NamedTuple):
    """A file of an export: its role, the type that it is said to hold, where it is.

    `expected` is how many resources the manifest says it has, where it says.
    """

    role: Role
    type: str
    url: str
    expected: int | None


class Manifest(NamedTuple):
    """One page of it. `time` is the server's transaction time, as written.

    `token` says that files are asked for with the authorisation, and must not be without. `next` is
    the URL of the next page, where there is one.
    """

    time: str
    token: bool
    files: tuple[File, ...]
    next: str | None


class _File(msgspec.Struct):
    url: str
    type: object = None
    count: object = None


class _Link(msgspec.Struct):
    url: str
    relation: str | None = None


class _Manifest(msgspec.Struct):
    transactionTime: str  # noqa: N815 - the standard's own name
    requiresAccessToken: bool = False  # noqa: N815 - the standard's own name
    output: list[_File] | None = None
    deleted: list[_File] | None = None
    error: list[_File] | None = None
    outcome: list[_File] | None = None
    link: list[_Link] | None = None


_decode: Final = msgspec.json.Decoder(_Manifest).decode


def manifest(answer: Answer) -> Manifest:
    """The manifest that a finished export answers with.

    Raises:
        FHIRServerError: `not-fhir`: it is none, or has no transaction time to go on from.
    """
    try:
        said = _decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FHIRServerError("not-fhir", answer.status) from None
    if span(said.transactionTime) is None or "T" not in said.transactionTime:
        raise FHIRServerError("not-fhir", answer.status)
    files = tuple(_files(said, answer.url))
    if any(len(file.url) > LONGEST_URL for file in files):
        raise FHIRServerError("not-fhir", answer.status)
    after = [link.url for link in said.link or () if link.relation == "next"]
    return Manifest(
        said.transactionTime,
        said.requiresAccessToken,
        files,
        urljoin(answer.url, after[0]) if after else None,
    )


def _files(said: _Manifest, base: str) -> Iterator[File]:
    listed: tuple[tuple[Role, list[_File] | None], ...] = (
        ("output", said.output),
        ("deleted", said.deleted),
        ("outcome", said.error),
        ("outcome", said.outcome),  # what newer drafts call it
    )
    seen: set[tuple[Role, str]] = set()
    for role, files in listed:
        for file in files or ():
            url = urljoin(base, file.url)
            if (role, url) not in seen:
                seen.add((role, url))
                kind = file.type if isinstance(file.type, str) and file.type in ALL_TYPES else ""
                count = file.count if type(file.count) is int else None
                yield File(role, kind, url, count)
