"""Transactions and batches: several requests in one, all of them kept or each by itself."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import msgspec

from chartside.sidebar.demo_ehr.outcomes import Refused
from chartside.sidebar.demo_ehr.records import JSON, Records, linked
from chartside.sidebar.demo_ehr.writes import Writes, Written, require_id

MOST: Final = 200
"""Entries of one Bundle."""
_ORDER: Final = {"POST": 0, "PUT": 1, "PATCH": 2, "GET": 3}
"""In which a transaction is done, whatever the order of its entries (FHIR R4, 3.1.0.11.2)."""
Getting = Callable[[str], JSON | msgspec.Raw]
"""Answers a read or a search by its address below the base."""


def carry_out(bundle: JSON, records: Records, writes: Writes, getting: Getting, base: str) -> JSON:
    """Do what a Bundle asks for.

    Raises:
        Refused: It is neither a batch nor a transaction, or a part of a transaction is refused.
    """
    entries = bundle.get("entry", [])
    if bundle.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise Refused(400, "invalid", "a batch or a transaction is a Bundle")
    if len(entries) > MOST:
        raise Refused(413, "too-costly", f"a Bundle has {MOST} entries at the most")
    entries = [_entry(one) for one in entries]
    kind = bundle.get("type")
    if kind == "transaction":
        return _transaction(entries, records, writes, getting, base)
    if kind == "batch":
        made = [_alone(one, records, writes, getting, base) for one in entries]
        return {"resourceType": "Bundle", "type": "batch-response", "entry": made}
    raise Refused(400, "invalid", "the type of the Bundle is neither batch nor transaction")


def _transaction(
    entries: list[JSON], records: Records, writes: Writes, getting: Getting, base: str
) -> JSON:
    ids = [_new_id(one, records) for one in entries]
    links = {
        one["fullUrl"]: f"{one['request']['url']}/{id_}"
        for one, id_ in zip(entries, ids, strict=True)
        if id_ and isinstance(one.get("fullUrl"), str)
    }
    order = sorted(range(len(entries)), key=lambda n: _ORDER[entries[n]["request"]["method"]])
    answers: dict[int, JSON] = {}
    with records.store.writing():
        for first in (True, False):  # what is created once may be there already, elsewhere
            for number in order:
                one = entries[number]
                if number in answers or (first and not one["request"].get("ifNoneExist")):
                    continue
                written = {**one, "resource": linked(one.get("resource"), links)}
                answers[number] = _one(written, ids[number], writes, getting, base)
                if first and isinstance(one.get("fullUrl"), str):
                    links[one["fullUrl"]] = _reference(answers[number], base)
    made = [answers[number] for number in range(len(entries))]
    return {"resourceType": "Bundle", "type": "transaction-response", "entry": made}


def _reference(answer: JSON, base: str) -> str:
    return str(answer["response"]["location"]).removeprefix(f"{base}/").partition("/_history")[0]


def _new_id(entry: JSON, records: Records) -> str:
    request = entry["request"]
    return records.new_id(request["url"]) if request["method"] == "POST" else ""


def _alone(entry: JSON, records: Records, writes: Writes, getting: Getting, base: str) -> JSON:
    try:
        if entry["request"]["method"] == "GET":
            return _one(entry, "", writes, getting, base)
        with records.store.writing():
            return _one(entry, "", writes, getting, base)
    except Refused as refused:
        said = {"status": _status(refused.status), "outcome": refused.outcome()}
        return {"response": said}


def _one(entry: JSON, id_: str, writes: Writes, getting: Getting, base: str) -> JSON:
    request, resource = entry["request"], entry.get("resource")
    method, url = request["method"], request["url"]
    if method == "GET":
        return {"resource": getting(url), "response": {"status": _status(200)}}
    if not isinstance(resource, dict):
        raise Refused(400, "invalid", "an entry that writes brings a resource")
    if method == "POST":
        done = writes.create(url, resource, str(request.get("ifNoneExist", "")), id_)
    else:
        kind, _, target = url.partition("/")
        write = writes.update if method == "PUT" else writes.patch
        done = write(kind, require_id(target), resource, str(request.get("ifMatch", "")))
    return _said(done, base)


def _said(done: Written, base: str) -> JSON:
    return {
        "response": {
            "status": _status(done.status),
            "location": done.location(base),
            "etag": done.held.etag,
        }
    }


def _entry(entry: Any) -> JSON:
    request = entry.get("request") if isinstance(entry, dict) else None
    said = request if isinstance(request, dict) else {}
    method, url = said.get("method"), said.get("url")
    if not isinstance(method, str) or method not in _ORDER or not isinstance(url, str):
        raise Refused(400, "invalid", "an entry asks by GET, POST, PUT or PATCH, and has a url")
    made: JSON = entry
    return made


def _status(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
