"""From an entry of the open chart to its images: of this study, of this patient, or refused."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from chartside.errors import (
    DicomWebError,
    NothingToSay,
    PolicyError,
    UnreadableImage,
    UsageError,
)
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.fhir.dicomweb.client import DicomWeb
from chartside.tools.imaging.files import Files, from_archive, gather, with_images
from chartside.tools.imaging.reading import read_held

STUDY = "1.2.826.0.1.3680043.9.7778.1"
FEWER = "the archive counts 4 images there and sent 1"
PATIENT = {
    "resourceType": "Patient",
    "id": "1",
    "birthDate": "1960-05-17",
    "gender": "female",
    "name": [{"family": "Quackenbush", "given": ["Wilhelmina"]}],
}


def chart(*resources: Mapping[str, Any], **shared: Mapping[str, Any]) -> Chart:
    rows = [
        Row(r["resourceType"], r["id"], "1", json.dumps(r).encode()) for r in (PATIENT, *resources)
    ]
    others = {f"{b['resourceType']}/{b['id']}": json.dumps(b).encode() for b in shared.values()}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, others.get, lambda ref: ref, (), now)


def study(uid: str = STUDY, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "ImagingStudy",
        "id": "s",
        "status": "available",
        "subject": {"reference": "Patient/1"},
        "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{uid}"}],
        **fields,
    }


def media(octets: bytes, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Media",
        "id": "m",
        "status": "completed",
        "subject": {"reference": "Patient/1"},
        "content": {"contentType": "application/dicom", "data": b64encode(octets).decode()},
        **fields,
    }


def endpoint(address: str) -> dict[str, Any]:
    kind = {"code": "dicom-wado-rs"}
    held = {"id": "e", "status": "active", "connectionType": kind, "address": address}
    return {"resourceType": "Endpoint", **held}


@pytest.fixture
async def archive(orthanc: Any) -> AsyncIterator[DicomWeb]:
    key = httpx.BasicAuth(orthanc.user, orthanc.password)
    async with DicomWeb(orthanc.dicomweb, key) as made:
        yield made


async def test_a_study_of_the_chart_comes_from_the_archive_that_its_endpoint_names(
    orthanc: Any, archive: DicomWeb, slices: Callable[..., list[Path]], tmp_path: Path
) -> None:
    orthanc.store(*slices())
    here = chart(study(endpoint=[{"reference": "Endpoint/e"}]), e=endpoint(f"{orthanc.dicomweb}/"))
    came: list[tuple[int, int]] = []
    files = await gather(here, "ImagingStudy/s", tmp_path, archive, lambda *n: came.append(n))
    reading, notices = read_held(files, here)
    assert (files.reference, files.study, len(files.paths), notices) == (
        "ImagingStudy/s",
        STUDY,
        3,
        (),
    )
    assert {instance.study for instance in reading.instances} == {STUDY}
    assert came


async def test_a_record_cannot_name_the_archive_that_is_asked(
    archive: DicomWeb, tmp_path: Path
) -> None:
    for address in ("https://evil.example/rs", "http://169.254.169.254", "nothing"):
        here = chart(study(endpoint=[{"reference": "Endpoint/e"}]), e=endpoint(address))
        with pytest.raises(PolicyError, match="on another archive than the one that is named"):
            await gather(here, "ImagingStudy/s", tmp_path, archive)
        with pytest.raises(UsageError, match="none is named: --dicomweb URL"):
            await gather(here, "ImagingStudy/s", tmp_path)


async def test_a_study_of_somebody_else_on_the_archive_is_refused(
    orthanc: Any, archive: DicomWeb, slices: Callable[..., list[Path]], tmp_path: Path
) -> None:
    other = f"{STUDY}.66"
    orthanc.store(*slices(2, other, PatientName="Zebra^Zoe", PatientBirthDate="19330201"))
    here = chart(study(other))
    files = await gather(here, "ImagingStudy/s", tmp_path, archive)
    with pytest.raises(PolicyError, match="by the name and birth date") as refused:
        read_held(files, here)
    assert not [w for w in ("Zebra", "1933", "Quack", "1960") if w in str(refused.value)]


async def test_files_of_another_study_than_was_asked_for_are_refused(
    slices: Callable[..., list[Path]],
) -> None:
    mixed = (*slices(1), *slices(1, f"{STUDY}.9"))
    with pytest.raises(DicomWebError, match="not-asked-for"):
        read_held(Files(mixed, study=STUDY))
    with pytest.raises(DicomWebError, match="not-asked-for"):
        read_held(Files(mixed[:1], study=STUDY, series="1.2.3"))
    assert len(read_held(Files(mixed))[0].instances) == 2


async def test_one_series_of_a_study_may_be_asked_for(
    orthanc: Any, archive: DicomWeb, slices: Callable[..., list[Path]], tmp_path: Path
) -> None:
    orthanc.store(*slices())
    files = await from_archive(archive, STUDY, f"{STUDY}.1", tmp_path)
    assert len(read_held(files)[0].instances) == 3
    with pytest.raises(DicomWebError, match="unknown"):
        await from_archive(archive, STUDY, f"{STUDY}.77", tmp_path)


@pytest.mark.parametrize(
    ("status", "listed", "notices"),
    [
        (200, '[{"0020000E": {"Value": ["1.2.1"]}, "00201209": {"Value": ["4"]}}]', (FEWER,)),
        (200, '[{"0020000E": {"Value": ["1.2.1"]}, "00201209": {"Value": [1]}}]', ()),
        (400, "", ()),
        (501, "", ()),
        (404, "", ()),
    ],
)
async def test_fewer_images_than_an_archive_counts_are_told_and_not_every_one_counts(
    slices: Callable[..., list[Path]], tmp_path: Path, status: int, listed: str, notices: Any
) -> None:
    (hers,) = slices(1)

    async def archive_of(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_list = b"/series" in await reader.readuntil(b"\r\n\r\n")
        body = listed.encode() if is_list else hers.read_bytes()
        kind = "application/dicom+json" if is_list else "application/dicom"
        head = f"HTTP/1.0 {status if is_list else 200} -\r\nContent-Type: {kind}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(archive_of, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, DicomWeb(url) as archive:
        files = await from_archive(archive, STUDY, "", tmp_path)
    assert (len(files.paths), files.notices) == (1, notices)


async def test_dicom_inside_a_media_resource_is_read_and_compared_with_the_chart(
    slices: Callable[..., list[Path]], tmp_path: Path
) -> None:
    (hers,) = slices(1)
    here = chart(media(hers.read_bytes()))
    files = await gather(here, "Media/m", tmp_path)
    reading, notices = read_held(files, here)
    assert ([one.study for one in reading.instances], notices) == ([STUDY], ())
    (other,) = slices(1, f"{STUDY}.5", PatientName="Zebra^Zoe")
    folder = tmp_path / "other"
    folder.mkdir()
    here = chart(media(other.read_bytes()))
    with pytest.raises(PolicyError, match="about another patient"):
        read_held(await gather(here, "Media/m", folder), here)


async def test_a_photo_in_a_document_is_read_and_said_to_name_nobody(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8), (9, 9, 9)).save(tmp_path / "p.png")
    data = b64encode((tmp_path / "p.png").read_bytes()).decode()
    forms = [{"contentType": "text/plain", "data": "QQ=="}, {"contentType": "image/png"}]
    forms.append({"contentType": "image/png", "data": data})
    photo = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "entered-in-error",
        "subject": {"reference": "Patient/1"},
        "content": [{"attachment": form} for form in forms],
    }
    here = chart(photo)
    reading, notices = read_held(await gather(here, "DocumentReference/d", tmp_path), here)
    assert len(reading.instances) == 1
    assert notices == (
        "attachment 2: it is empty",
        "the chart says that it was entered in error or not done",
        "1 image: the header does not say whom it is about",
    )


async def test_what_has_no_image_or_is_not_in_the_chart_is_said_in_one_sentence(
    tmp_path: Path,
) -> None:
    away = media(b"", content={"contentType": "image/png", "url": "http://169.254.169.254/x.png"})
    here = chart(away, study(identifier=[]))
    with pytest.raises(NothingToSay, match=r"Media/m has no image here: .* kept elsewhere"):
        await gather(here, "Media/m", tmp_path)
    with pytest.raises(NothingToSay, match="ImagingStudy/s has no image here"):
        await gather(here, "ImagingStudy/s", tmp_path)
    for wrong in ("Media/9", "Patient/2/../1", "Quackenbush"):
        with pytest.raises(UsageError) as refused:
            await gather(here, wrong, tmp_path)
        assert "Quackenbush" not in str(refused.value)


async def test_an_attachment_that_is_said_to_be_dicom_and_is_none_is_refused(
    tmp_path: Path,
) -> None:
    here = chart(media(b"PK\x03\x04" + b"\0" * 500))
    with pytest.raises(UnreadableImage, match="no image of a known format"):
        read_held(await gather(here, "Media/m", tmp_path), here)


def test_the_chart_lists_what_has_images_and_opens_none_of_it() -> None:
    note = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "subject": {"reference": "Patient/1"},
        "content": [{"attachment": {"contentType": "text/plain", "data": "QQ=="}}],
    }
    here = chart(note, media(b"x"), study(started="2024-05-01"), study(id="old", identifier=[]))
    assert {entry.reference for entry in with_images(here)} == {"Media/m", "ImagingStudy/s"}
