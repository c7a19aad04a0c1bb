"""An image reaches the model whole, upright, in proportion, and from nowhere but the message."""

import base64
from io import BytesIO

import pytest
from langchain_core.messages import HumanMessage
from PIL import Image

from chartside.errors import ModelError, UsageError
from chartside.models.images import as_seen, read_image
from chartside.models.local import ChatMedGemma

WHITE = (255, 255, 255)


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(30, 10), (10, 30), (7, 2), (1, 5)])
def test_a_narrow_image_is_padded_with_zeros_and_not_stretched(width: int, height: int) -> None:
    seen = as_seen(Image.new("RGB", (width, height), WHITE))
    side = max(width, height)
    assert seen.size == (side, side)
    assert seen.getbbox()[2] - seen.getbbox()[0] == width
    assert seen.getbbox()[3] - seen.getbbox()[1] == height
    assert seen.getpixel((side // 2, side // 2)) == WHITE


def test_a_photograph_taken_sideways_is_turned_upright() -> None:
    image = Image.new("RGB", (4, 2))
    image.putpixel((0, 0), WHITE)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    out = BytesIO()
    image.save(out, "PNG", exif=exif)
    seen = read_image({"type": "image", "base64": base64.b64encode(out.getvalue()).decode()})
    assert seen.crop((1, 0, 3, 4)).getpixel((1, 0)) == WHITE


@pytest.mark.parametrize(
    "form",
    [
        lambda b: {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{b}"}},
        lambda b: {"type": "image_url", "image_url": f"data:image/png;base64,{b}"},
        lambda b: {"type": "image", "base64": b, "mime_type": "image/png"},
        lambda b: {"type": "image", "source_type": "base64", "data": b, "mime_type": "image/png"},
        lambda b: {"type": "image", "url": f"data:image/png;base64,{b}"},
    ],
)
def test_every_form_that_langchain_writes_is_read(form: object) -> None:
    body = base64.b64encode(png(Image.new("RGB", (3, 3), WHITE))).decode()
    assert read_image(form(body)).getpixel((1, 1)) == WHITE


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "https://example.org/scan.png"}},
        {"type": "image", "url": "file:///etc/passwd"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,%%%"}},
        {"type": "image", "base64": base64.b64encode(b"no image").decode()},
        {"type": "image", "base64": base64.b64encode(b"<svg/>").decode()},
        {"type": "image"},
        {"type": "image", "image": Image.new("I;16", (4, 4))},
        {"type": "image", "image": Image.new("F", (4, 4))},
    ],
)
def test_what_is_no_usable_image_in_the_message_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        read_image(part)


def test_a_cut_off_image_is_refused_and_not_filled_with_grey() -> None:
    whole = png(Image.effect_noise((64, 64), 90))
    part = {"type": "image", "base64": base64.b64encode(whole[: len(whole) // 2]).decode()}
    with pytest.raises(UsageError, match="damaged"):
        read_image(part)


def test_an_image_that_would_fill_the_memory_is_refused() -> None:
    part = {
        "type": "image",
        "base64": base64.b64encode(png(Image.new("1", (20000, 6000)))).decode(),
    }
    with pytest.raises(UsageError, match="too large"):
        read_image(part)


def test_a_model_that_reads_text_only_refuses_an_image(text_only: ChatMedGemma) -> None:
    part = {"type": "image", "image": Image.new("RGB", (8, 8))}
    with pytest.raises(ModelError, match="text only"):
        text_only.invoke([HumanMessage([part, {"type": "text", "text": "Describe"}])])


def test_two_images_change_the_answer_by_their_order(multimodal: ChatMedGemma) -> None:
    one, two = Image.radial_gradient("L"), Image.linear_gradient("L")
    question = {"type": "text", "text": "Compare."}

    def asked(*images: Image.Image) -> object:
        parts = [{"type": "image", "image": image} for image in images]
        return multimodal.invoke([HumanMessage([*parts, question])]).content

    assert asked(one, two) != asked(two, one)
