"""Whose an image is: the header of a file against the patient of the open chart."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import PolicyError
from chartside.models.imaging.instance import Instance, Person
from chartside.models.imaging.reading import read_image_file
from chartside.tools.imaging.whose import held_to_chart

HERS = Person(name="QUACKENBUSH^WILHELMINA^^DR", birth_date="19600517", sex="F")


@pytest.fixture
def image(tmp_path: Path) -> Any:
    """An image whose header names this person."""
    from PIL import Image

    Image.new("RGB", (2, 2)).save(tmp_path / "p.png")
    held = read_image_file(tmp_path / "p.png")

    def of(person: Person | None = None, **said: str) -> Instance:
        return replace(held, person=person or Person(**said))

    return of


def test_the_patient_of_the_chart_is_known_by_name_and_birth_date(make: Any, image: Any) -> None:
    assert held_to_chart([image(HERS)] * 3, make.chart()) == ()


@pytest.mark.parametrize(
    "name",
    [
        "Quackenbush^Wilhelmina",
        "QUACKENBUSH^W",
        "Quackenbush, Wilhelmina",
        "quackenbush wilhelmina",
        "Wilhelmina^Quackenbush",
        "Quackenbush^Wilhelmina^Anna^Prof^PhD",
        "Kuakkenbusshu^Ui=クアッケンブッシュ=Quackenbush^Wilhelmina",
    ],
)
def test_a_name_is_written_in_many_ways_in_a_header(make: Any, image: Any, name: str) -> None:
    assert held_to_chart([image(replace(HERS, name=name))], make.chart()) == ()


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ({"name": "Zebra^Zoe"}, "name"),
        ({"birth_date": "19600517", "name": "Quackenbush^Zoe"}, "name"),
        ({"birth_date": "19610517"}, "birth date"),
        ({"birth_date": "1961.05.17"}, "birth date"),
        ({"name": "Zebra^Zoe", "birth_date": "19610517"}, "name and birth date"),
        ({"name": "Zebra^CT1", "birth_date": ""}, "name"),
        ({"name": "Anonymous", "birth_date": "19720202"}, "birth date"),
    ],
)
def test_another_name_or_birth_date_is_refused_and_no_word_of_it_is_told(
    make: Any, image: Any, said: dict[str, str], parts: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        held_to_chart([image(HERS), image(replace(HERS, **said))], make.chart())
    message = str(refused.value)
    assert f"by the {parts} in the header, 1 of 2 images is about another patient" in message
    told = ("Zebra", "Zoe", "1961", "1960", "1972", "Quackenbush", "Wilhelmina", "F")
    assert not [word for word in told if word in message]


def test_one_strange_image_among_many_refuses_all_of_them(make: Any, image: Any) -> None:
    strange = image(name="Zebra^Zoe", birth_date="19500101")
    with pytest.raises(PolicyError, match="2 of 9 images are about another patient"):
        held_to_chart([image(HERS)] * 7 + [strange] * 2, make.chart())
    with pytest.raises(PolicyError, match="header, 2 images are about another patient"):
        held_to_chart([strange] * 2, make.chart())


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": "Anonymous"},
        {"name": "ANON^ANON", "birth_date": "19000101", "sex": "O"},
        {"name": "De-Identified"},
        {"name": "^^^^"},
        {"name": "XXX^XXXX"},
        {"name": "CQ500-CT-310", "identifier": "CQ500-CT-310"},
        {"name": "SUBJECT", "identifier": "SUBJECT"},
        {"name": "Subject^012"},
        {"name": "JXD191021006"},
        {"name": "Kowalska", "identifier": "Kowalska"},
        {"birth_date": "11111111"},
        {"birth_date": "1960/05/"},
    ],
)
def test_a_file_without_a_name_is_not_refused_and_the_reader_is_told(
    make: Any, image: Any, said: dict[str, str]
) -> None:
    (notice,) = held_to_chart([image(**said)] * 2, make.chart())
    assert notice == "2 images: the header does not say whom it is about"


def test_a_name_with_lost_letters_is_neither_hers_nor_another(make: Any, image: Any) -> None:
    for name in ("QU?CKENBUSH^WILHELMINA", "Z\ufffdbra^Zoe"):
        (notice,) = held_to_chart([image(replace(HERS, name=name))], make.chart())
        assert notice == "1 image: only birth date and sex can be compared with the chart"
    with pytest.raises(PolicyError, match="by the birth date"):
        held_to_chart([image(name="Z?bra^Zoe", birth_date="19330201")], make.chart())


def test_half_an_identity_is_told_to_be_half(make: Any, image: Any) -> None:
    said = held_to_chart(
        [image(name="Quackenbush^Wilhelmina"), image(replace(HERS, sex="M"))], make.chart()
    )
    assert said == (
        "1 image: only name can be compared with the chart",
        "1 image: whether it is this patient is not clear: sex",
    )


def test_no_published_file_passes_for_the_patient(make: Any, shared_data: Path) -> None:
    chart, refused, told = make.chart(), 0, 0
    for name in ("CT_small.dcm", "MR_small.dcm", "image_dfl.dcm", "SC_rgb_rle.dcm"):
        instance = read_image_file(shared_data / "dicom" / "pydicom_mit" / name)
        try:
            told += len(held_to_chart([instance], chart))
        except PolicyError:
            refused += 1
    assert (refused, told) == (3, 1)
