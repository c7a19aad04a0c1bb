"""What the catalogue knows of each model, and what it refuses."""

from importlib.resources import files
from typing import Any

import pytest
import torch
from transformers import LasrCTCConfig, LasrForCTC, SiglipConfig, SiglipModel

from chartside.errors import NoSuchModel, UsageError
from chartside.models.catalog import (
    Model,
    catalogue,
    licence_of,
    model,
    model_json,
    models,
    read_catalogue,
)
from chartside.models.routing import route, task, tasks

TEXT = files("chartside.models").joinpath("catalog.toml").read_text(encoding="utf-8")


def test_every_model_of_the_family_is_listed() -> None:
    assert [one.name for one in models()] == [
        "medgemma-1.5-4b-it",
        "medgemma-4b-it",
        "medgemma-4b-pt",
        "medgemma-27b-it",
        "medgemma-27b-text-it",
        "medsiglip-448",
        "cxr-foundation",
        "path-foundation",
        "medasr",
    ]


@pytest.mark.parametrize("one", models(), ids=lambda one: one.name)
def test_every_model_has_terms_limits_and_figures_with_a_source(one: Model) -> None:
    licence = licence_of(one)
    assert licence.address.startswith("https://developers.google.com/")
    assert "verification" in licence.use
    assert one.limits
    assert all(figure.source and figure.value for figure in one.figures)


def decoder_parameters(hidden: int, layers: int, wide: int, attention: int, words: int) -> int:
    """Weights of a Gemma 3 decoder: the embedding, and each layer's attention and its MLP."""
    return words * hidden + layers * (hidden * attention + 3 * hidden * wide)


VISION = 27 * (4 * 1152 * 1152 + 2 * 1152 * 4304) + 4096 * 1152


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        # attention: queries and output each heads x head, keys and values each kv heads x head
        ("medgemma-1.5-4b-it", decoder_parameters(2560, 34, 10240, 6144, 262208) + VISION),
        ("medgemma-27b-it", decoder_parameters(5376, 62, 21504, 12288, 262208) + VISION),
        ("medgemma-27b-text-it", decoder_parameters(5376, 62, 21504, 12288, 262144)),
    ],
)
def test_the_parameters_are_those_of_the_published_sizes(name: str, counted: int) -> None:
    assert model(name).parameters == pytest.approx(counted, rel=0.01)


def test_the_parameters_of_the_encoders_are_those_of_their_classes_at_full_size() -> None:
    """Counted without any memory for them: MedSigLIP is a So400m of both kinds."""
    sizes = {"hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 27}
    sizes |= {"num_attention_heads": 16}
    text = sizes | {"projection_size": 1152, "bos_token_id": 1, "eos_token_id": 1}
    vision = sizes | {"image_size": 448, "patch_size": 14}
    with torch.device("meta"):
        siglip = SiglipModel(SiglipConfig(text_config=text, vision_config=vision))
        lasr = LasrForCTC(LasrCTCConfig())
    for name, made in (("medsiglip-448", siglip), ("medasr", lasr)):
        counted = sum(weight.numel() for weight in made.parameters())
        assert model(name).parameters == pytest.approx(counted, rel=0.01)


def test_a_model_is_found_by_its_name_and_by_its_id_on_the_hub() -> None:
    assert model("medasr") == model("google/medasr") == model(" MedASR ")


@pytest.mark.parametrize(
    ("asked", "close"),
    [
        ("medgemma-27b", "medgemma-27b-it"),
        ("medgema-4b-it", "medgemma-4b-it"),
        ("google/medsiglip", "medsiglip-448"),
        ("medasr-105m", "medasr"),
        ("medgemma-1.5", "medgemma-1.5-4b-it"),
    ],
)
def test_a_name_that_is_not_there_brings_names_that_look_like_it(asked: str, close: str) -> None:
    with pytest.raises(NoSuchModel, match=close) as refused:
        model(asked)
    assert close in refused.value.close


def test_a_name_like_no_other_brings_them_all() -> None:
    with pytest.raises(NoSuchModel, match="medasr") as refused:
        model("????")
    assert refused.value.close == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("thinking = true", "thinkng = true", "thinkng"),
        ('kind = "speech"', 'kind = "sound"', "kind"),
        ('licence = "hai-def"', 'licence = "mit"', "licence mit"),
        ('models = ["medasr"]', 'models = ["medasr-2"]', "model medasr-2"),
        ('name = "medasr"\nid', 'name = "medgemma-4b-it"\nid', "medgemma-4b-it twice"),
        ("hidden = 2560", "hidden = 0", "hidden"),
        ("[[model]]", "[[model", "not TOML"),
        ('address = "https:', 'address = "http:', "address"),
    ],
)
def test_a_catalogue_with_a_slip_of_the_pen_is_refused(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(UsageError, match=says):
        read_catalogue(TEXT.replace(old, new, 1))


def test_the_json_of_a_model_holds_its_licence_in_full() -> None:
    held: dict[str, Any] = model_json(model("medasr"))
    assert held["licence"]["address"] == catalogue().licence[0].address
    assert held["audio"] == {"rate": 16000, "chunk": 20, "stride": 2}


def test_records_go_to_27b_and_images_and_lab_pages_to_the_new_4b() -> None:
    assert route("record").name == "medgemma-27b-it"
    assert {
        route(t).name for t in ("labs", "describe", "compare", "locate", "volume", "slide")
    } == {"medgemma-1.5-4b-it"}
    assert route("classify").name == route("similar").name == "medsiglip-448"
    assert route("dictation").name == "medasr"


def test_a_site_may_choose_otherwise_and_its_choice_wins() -> None:
    chosen = {"record": "google/medgemma-27b-text-it", "describe": "medgemma-4b-it"}
    assert route("record", overrides=chosen, available=()).name == "medgemma-27b-text-it"
    assert route("describe", overrides=chosen).name == "medgemma-4b-it"
    assert route("labs", overrides=chosen).name == "medgemma-1.5-4b-it"


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("labs", "medgemma-27b-text-it"),
        ("record", "medasr"),
        ("record", "medgemma-4b-pt"),
        ("classify", "path-foundation"),
        ("dictation", "medgemma-27b-it"),
    ],
)
def test_a_model_that_cannot_take_the_input_is_refused(name: str, chosen: str) -> None:
    with pytest.raises(UsageError, match=f"{chosen} cannot"):
        route(name, overrides={name: chosen})


def test_where_the_best_is_not_there_the_next_best_is_taken_and_nothing_else() -> None:
    assert route("record", available=["medgemma-1.5-4b-it"]).name == "medgemma-1.5-4b-it"
    with pytest.raises(UsageError, match="needs one of"):
        route("labs", available=["medgemma-27b-it", "medgemma-4b-it"])


def test_a_task_that_is_not_there_brings_the_ones_that_are() -> None:
    with pytest.raises(UsageError, match="dictation"):
        task("translate")


def test_every_task_can_be_done_by_each_model_that_it_lists() -> None:
    for one in tasks():
        assert [route(one.name, overrides={one.name: m}).name for m in one.models] == list(
            one.models
        )
