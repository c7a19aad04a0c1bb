"""Images of the chart shown to a model: off by default, held to the patient, beside the report."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from chartside.draft import Citation, Statement, Verdict
from chartside.errors import ToolError
from chartside.grounding import check
from chartside.tools import image_classify, image_compare, image_findings, image_locate

MEDIA = "Media/chest"
REPORT = "DiagnosticReport/chest"


@pytest.fixture
def seer(model_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A model that the site names, and imaging switched on."""
    held = model_server("Final Answer: yes")
    monkeypatch.setenv("CHARTSIDE_IMAGING", "on")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", held.reasoner)
    return held


def radiograph(name: str = "Quackenbush^Wilhelmina", born: str = "19600517", uid: str = "1") -> str:
    """A DX file in base64, about whom its header says."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.1.1")
    made.file_meta.MediaStorageSOPInstanceUID = UID(f"1.2.3.4.{uid}")
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = f"1.2.3.{uid}", f"1.2.3.{uid}.1"
    made.PatientName, made.PatientBirthDate, made.PatientSex = name, born, "F"
    made.Modality = "DX"
    made.Rows, made.Columns, made.SamplesPerPixel = 40, 40, 1
    made.PhotometricInterpretation = "MONOCHROME2"
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
    pixels = np.add.outer(np.arange(40), np.arange(40)).astype(np.uint16)
    made.PixelData = pixels.tobytes()
    made["PixelData"].VR = "OW"
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return base64.b64encode(out.getvalue()).decode()


def media(make: Any, key: str = "chest", day: str = "2025-11-03", **header: str) -> Any:
    content = {"contentType": "application/dicom", "data": radiograph(**header)}
    said = {"status": "completed", "createdDateTime": day, "content": content}
    return make.resource("Media", key, **said)


def report(make: Any, words: str, name: str = "chest") -> Any:
    return make.resource(
        "DiagnosticReport",
        name,
        status="final",
        category=[{"coding": [{"code": "RAD"}]}],
        code={"text": "Chest X-ray"},
        effectiveDateTime="2025-11-03",
        conclusion=words,
        media=[{"link": {"reference": MEDIA}}],
    )


async def test_a_list_of_images_asks_no_model_and_needs_nothing_switched_on(make: Any) -> None:
    found = await image_findings(make.chart(media(make)))
    assert [row.reference for row in found.items] == [MEDIA]
    assert found.items[0].said == ""


@pytest.mark.parametrize("tool", [image_findings, image_locate, image_classify])
async def test_no_image_is_looked_at_while_imaging_is_off(
    tool: Any, make: Any, seer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_IMAGING", "off")
    found = await tool(make.chart(media(make)), MEDIA)
    assert found.items == ()
    assert "medical-device function" in found.set_aside[0].reason
    assert seer.asked == []


async def test_a_finding_that_the_report_says_too_may_be_said_in_a_draft(
    make: Any, seer: Any
) -> None:
    chart = make.chart(media(make), report(make, "Small right pleural effusion."))
    (row,) = (await image_findings(chart, MEDIA, "pleural effusion")).items
    assert row.said == "pleural effusion: yes"
    assert row.report == "report agrees"
    assert row.references == (MEDIA, REPORT)
    assert row.sentence == (
        "AI image finding, not a diagnosis: pleural effusion: seen (instance 1.2.3.4.1, frame 0)."
    )
    cited = tuple(Citation(one) for one in row.references)
    assert check(Statement(row.sentence, cited), chart).verdict is Verdict.SUPPORTED
    assert row.line.endswith("AI, not a diagnosis")
    assert "89.5 / 41.5" in row.accuracy
    assert "Is there pleural effusion?" in json.dumps(seer.asked[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("No pleural effusion.", "report disagrees"),
        ("The heart is enlarged.", "report does not mention it"),
        ("Possible small effusion.", "report is unclear"),
        (None, "no report in the chart"),
    ],
)
async def test_a_finding_without_a_report_that_agrees_gives_no_sentence(
    words: str | None, said: str, make: Any, seer: Any
) -> None:
    assert seer.says == "Final Answer: yes"
    held = [media(make)] + ([report(make, words)] if words else [])
    (row,) = (await image_findings(make.chart(*held), MEDIA, "pleural effusion")).items
    assert (row.report, row.sentence) == (said, "")


async def test_a_description_is_taken_apart_and_each_finding_is_held_to_the_report(
    make: Any, seer: Any
) -> None:
    seer.says = "There is a pleural effusion. No pneumothorax. The heart size is normal."
    chart = make.chart(media(make), report(make, "No effusion. No pneumothorax."))
    rows = (await image_findings(chart, MEDIA)).items
    assert rows[0].said == seer.says
    assert {row.said: row.report for row in rows[1:]} == {
        "pleural effusion: yes": "report disagrees",
        "pneumothorax: no": "report agrees",
        "cardiomegaly: no": "report does not mention it",
    }


@pytest.mark.parametrize(
    "header", [{"name": "Featherstone^Hortensia"}, {"born": "19710101"}], ids=["name", "born"]
)
async def test_an_image_of_somebody_else_is_not_shown_to_a_model(
    header: dict[str, str], make: Any, seer: Any
) -> None:
    found = await image_findings(make.chart(media(make, **header)), MEDIA, "effusion")
    assert found.items == ()
    assert "another patient" in found.set_aside[0].reason
    assert "Featherstone" not in found.set_aside[0].reason
    assert seer.asked == []


async def test_no_answer_is_no_finding(make: Any, seer: Any) -> None:
    seer.says = "I am not sure."
    chart = make.chart(media(make), report(make, "Small right pleural effusion."))
    (row,) = (await image_findings(chart, MEDIA, "pleural effusion")).items
    assert (row.said, row.report, row.sentence) == ("pleural effusion: no answer", "", "")


async def test_a_structure_is_located_in_pixels(make: Any, seer: Any) -> None:
    seer.says = 'Final Answer: ```json[{"box_2d": [250, 500, 750, 1000], "label": "left lung"}]```'
    (row,) = (await image_locate(make.chart(media(make)), MEDIA, "left lung")).items
    assert row.said == "left lung: x 20 to 40, y 10 to 30 pixels"
    assert row.where == "instance 1.2.3.4.1, frame 0"


async def test_two_images_are_compared_the_earlier_first(make: Any, seer: Any) -> None:
    seer.says = "Final Answer: (C) Worsened"
    chart = make.chart(media(make), media(make, "before", "2024-01-02", uid="2"))
    (row,) = (await image_compare(chart, MEDIA, "Media/before", "pleural effusion")).items
    assert row.said == "since Media/before: pleural effusion: worsened"
    parts = seer.asked[0]["messages"][0]["content"]
    assert [one["type"] for one in parts] == ["image_url", "image_url", "text"]
    with pytest.raises(ToolError, match="dated later"):
        await image_compare(chart, "Media/before", MEDIA, "pleural effusion")


async def test_an_image_that_is_not_in_the_chart_is_refused_and_not_repeated(make: Any) -> None:
    with pytest.raises(ToolError, match="no such image") as refused:
        await image_findings(make.chart(), "Media/Quackenbush")
    assert "Quackenbush" not in str(refused.value)


async def test_a_site_that_names_no_model_is_told_so(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_IMAGING", "on")
    found = await image_findings(make.chart(media(make)), MEDIA, "effusion")
    assert "CHARTSIDE_IMAGE_READER" in found.set_aside[0].reason
    found = await image_classify(make.chart(media(make)), MEDIA)
    assert "CHARTSIDE_IMAGE_ENCODER" in found.set_aside[0].reason
