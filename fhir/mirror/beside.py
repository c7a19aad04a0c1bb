"""What a patient's resources refer to and is nobody's: practitioners, places, drugs, contents."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import msgspec

from chartside.errors import FHIRServerError
from chartside.fhir.dangling import written
from chartside.fhir.found import SetAside
from chartside.fhir.imaging.pictures import forms_of
from chartside.fhir.mirror.owning import Home
from chartside.fhir.mirror.steps import AT_ONCE
from chartside.fhir.mirror.together import all_of
from chartside.fhir.mirror.types import SHARED
from chartside.fhir.references import local
from chartside.fhir.server.bundles import Held
from chartside.fhir.server.client import FHIRClient
from chartside.fhir.server.reading import Read

MOST: Final = 500
"""Shared resources that one pull reads, and contents of attachments."""
MOST_BYTES: Final = 512 * 2**20
"""Of contents, in all."""
_ROUNDS: Final = 3
"""A role leads to a practitioner and an organization, which leads to the one above it."""
_PASSING: Final = frozenset({"unreachable", "slow", "cut", "busy", "not-authorised"})
_DOCUMENTS: Final = frozenset({"DocumentReference", "DiagnosticReport", "Media"})
_decode: Final = msgspec.json.Decoder().decode


@dataclass(slots=True)
class Beside:
    """Reads what is referred to, from one server.

    `known` has the version of each shared resource that the record holds already.
    """

    client: FHIRClient
    home: Home
    source: str
    known: Mapping[str, str]
    held: list[Held] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    """Addresses of contents that are not of the form `Binary/id`."""
    set_aside: list[SetAside] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)
    _bytes: int = 0

    async def shared(self, taken: list[Held]) -> None:
        """Practitioners and the like that these resources refer to, and that those refer to."""
        raws = [one.raw for one in taken]
        there = {f"{one.type}/{one.id}" for one in taken}
        turns = asyncio.Semaphore(AT_ONCE)
        for _ in range(_ROUNDS):
            wanted = sorted(self._wanted(raws) - self._asked - there)
            room = MOST - len(self._asked)
            if len(wanted) > room:
                reason = f"{len(wanted) - room} resources that it refers to were not read: too many"
                self.set_aside.append(SetAside(self.source, None, reason))
            self._asked.update(wanted)
            before = len(self.held)
            await all_of(self._read(one, turns) for one in wanted[:room])
            raws = [one.raw for one in self.held[before:]]

    def _wanted(self, raws: list[bytes]) -> set[str]:
        texts = {text for raw in raws for text in written(raw)}
        found = (self.home.get(text) or local(text) or "" for text in texts)
        return {one for one in found if one.partition("/")[0] in SHARED and "://" not in one}

    async def _read(self, reference: str, turns: asyncio.Semaphore) -> None:
        version = self.known.get(reference, "")
        async with turns:
            try:
                got = await (
                    self.client.changed(reference, Read(None, etag=f'W/"{version}"'))
                    if version
                    else self.client.read_as_it_came(reference)
                )
            except FHIRServerError as refusal:
                if refusal.reason in _PASSING:
                    raise
                return  # it is counted among the references that lead nowhere
        if got is not None and got.resource is not None:
            kind, _, identity = reference.partition("/")
            self.held.append(Held(kind, identity, "include", "", got.raw))

    async def contents(self, documents: list[Held], binaries: frozenset[str]) -> None:
        """The contents of attachments by URL; those of `binaries` are there and do not change."""
        turns = asyncio.Semaphore(AT_ONCE)
        urls: dict[str, tuple[str, str]] = {}
        for one in documents:
            for form in _forms(one):
                url, kind = form.get("url"), form.get("contentType")
                if isinstance(url, str) and form.get("data") is None and _may_be_read(url):
                    said = kind if isinstance(kind, str) else ""
                    urls.setdefault(url, (f"{one.type}/{one.id}", said))
        wanted = {url: of for url, of in urls.items() if self._name(url) not in binaries}
        for url, (reference, _) in list(wanted.items())[MOST:]:
            self._unread(reference, "too many attachments")
            wanted.pop(url)
        await all_of(self._content(url, *of, turns) for url, of in wanted.items())

    def _name(self, url: str) -> str:
        """The `Binary/id` that a content is kept as."""
        named = self.home.get(url) if "://" in url else local(url)
        if named is not None and named.startswith("Binary/"):
            return named  # an address elsewhere stays as it is, though it may end in Binary/1
        return f"Binary/url-{sha256(url.encode()).hexdigest()[:40]}"

    async def _content(self, url: str, reference: str, kind: str, turns: asyncio.Semaphore) -> None:
        name = self._name(url)
        async with turns:
            if self._bytes > MOST_BYTES:
                self._unread(reference, "too many bytes of attachments")
                return
            try:
                raw = await self._binary(url, name, kind)
            except FHIRServerError as refusal:
                if refusal.reason in _PASSING:
                    raise
                self._unread(reference, refusal.reason)
                return
        self._bytes += len(raw)
        if local(url) != name:
            self.links[url] = name
        self.held.append(Held("Binary", name.partition("/")[2], "include", "", raw))

    async def _binary(self, url: str, name: str, kind: str) -> bytes:
        """As the server's own resource, which says whose it is; else its bytes in one of ours."""
        if not name.startswith("Binary/url-"):
            try:
                got = await self.client.read_as_it_came(name)
            except FHIRServerError as refusal:
                if refusal.reason not in {"not-fhir", "not-supported", "refused"}:
                    raise
            else:
                if got is None:
                    raise FHIRServerError("unknown")
                return got.raw
        found = await self.client.attachment(url, kind)
        body = {
            "resourceType": "Binary",
            "id": name.partition("/")[2],
            "contentType": found.media_type,
            "data": b64encode(found.data).decode(),
        }
        return msgspec.json.encode(body)

    def _unread(self, reference: str, reason: str) -> None:
        said = f"the content of an attachment was not given by the server: {reason}"
        self.set_aside.append(SetAside(self.source, None, said, reference))


def _forms(one: Held) -> list[dict[str, Any]]:
    if one.type not in _DOCUMENTS:
        return []
    try:
        body = _decode(one.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [dict(form) for form in forms_of(body)] if isinstance(body, dict) else []


def _may_be_read(url: str) -> bool:
    """Whether it names a place on a server: no `data:` URL, and nothing within the resource."""
    scheme = url.partition(":")[0].lower() if ":" in url else ""
    return scheme in {"", "http", "https"} and not url.startswith("#")
