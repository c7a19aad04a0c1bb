"""Naming a model on the command line or in code."""

import subprocess
import sys
from pathlib import Path

import pytest
from tiny import gemma

from chartside.agent.authors.opening import open_author
from chartside.errors import ChartsideError, UsageError
from chartside.models.endpoints import ChatEndpoint
from chartside.models.local import ChatMedGemma
from chartside.models.local.loading import NOT_EVALUATED
from chartside.models.reasoner import open_reasoner
from chartside.models.revision import revision_of

pytestmark = pytest.mark.filterwarnings(
    # peft reads a name that transformers has renamed
    "ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"
)


def test_an_address_and_a_model_name_a_server() -> None:
    model = open_reasoner(" http://127.0.0.1:8000/v1#medgemma-27b-it ")
    assert isinstance(model, ChatEndpoint)
    assert [a.url for a in model.addresses] == ["http://127.0.0.1:8000/v1/chat/completions"]


def test_several_addresses_name_replicas() -> None:
    model = open_reasoner("http://127.0.0.1:8000/v1#m, http://127.0.0.1:8001/v1#m")
    assert isinstance(model, ChatEndpoint)
    assert [a.base for a in model.addresses] == [
        "http://127.0.0.1:8000/v1",
        "http://127.0.0.1:8001/v1",
    ]


def test_a_folder_names_weights(text_folder: Path) -> None:
    assert isinstance(open_reasoner(f"local:{text_folder}"), ChatMedGemma)


def test_what_is_said_of_weights_stands_behind_their_folder(
    text_folder: Path, tmp_path: Path
) -> None:
    revision = revision_of(text_folder, {}).revision
    tuned = gemma.adapter(tmp_path / "a & b", text_folder)
    named = str(tuned).replace("&", "%26")
    model = open_reasoner(
        f"local:{text_folder}?quantised=8&adapter={named}&think=true&revision={revision}"
    )
    assert isinstance(model, ChatMedGemma)
    assert model.think
    assert model.notices
    known = model._identifying_params
    assert (known["precision"], known["revision"]) == ("8-bit", revision)
    assert known["adapter"].startswith("a & b@")
    with pytest.raises(UsageError, match="holds revision"):
        open_reasoner(f"local:{text_folder}?revision=another")


def test_a_thought_is_asked_of_a_server_behind_the_model_s_name() -> None:
    model = open_reasoner("http://127.0.0.1:1/v1#m, http://127.0.0.1:2/v1#m?think=true")
    assert isinstance(model, ChatEndpoint)
    assert ([a.model for a in model.addresses], model.think) == (["m", "m"], True)


@pytest.mark.parametrize(
    "said",
    ["#m?thinks=true", "#m?think=yes", "#m?think", "#m?think=true&think=true", "#m?quantised=4",
     "#m?think=true,http://127.0.0.1:2/v1#m", "?think=true#m"],
)  # fmt: skip
def test_an_option_of_a_server_that_makes_no_sense_is_refused(said: str) -> None:
    with pytest.raises(UsageError):
        open_reasoner(f"http://127.0.0.1:1/v1{said}")


@pytest.mark.parametrize(
    "said",
    ["quantised=3", "quantised=True", "quantized=4", "adapter=", "revision=", "device=cpu",
     "think=1", "adapter=/no/such/folder"],
)  # fmt: skip
def test_an_option_of_weights_that_makes_no_sense_is_refused(text_folder: Path, said: str) -> None:
    with pytest.raises(UsageError):
        open_reasoner(f"local:{text_folder}?{said}")


def test_a_draft_says_that_quantised_weights_are_not_evaluated(text_folder: Path) -> None:
    author = open_author(f"local:{text_folder}?quantised=4")
    assert author.identity.revision is not None
    assert author.identity.revision.endswith(f"4-bit, {NOT_EVALUATED}")
    whole = open_author(f"local:{text_folder}").identity.revision
    assert whole is not None
    assert NOT_EVALUATED not in whole


@pytest.mark.parametrize(
    "spec",
    ["", "medgemma", "extractive", "local:", "127.0.0.1:8000#m", "http://127.0.0.1/v1#m,medgemma",
     "http://127.0.0.1/v1", "file:///weights", "local:/no/such/folder"],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence(spec: str) -> None:
    with pytest.raises(ChartsideError) as refused:
        open_reasoner(spec)
    assert isinstance(refused.value, UsageError) or spec.startswith("local:")


def test_without_the_extra_one_sentence_says_what_to_install() -> None:
    for library in ("openai", "httpx2", "PIL"):
        probe = (
            f"import sys; sys.modules['{library}'] = None\n"
            "from chartside.errors import MissingExtra\n"
            "from chartside.models.reasoner import open_reasoner\n"
            "from chartside.models.endpoints.address import parse\n"
            "parse('http://127.0.0.1:1/v1#m')\n"
            "try:\n    open_reasoner('http://127.0.0.1:1/v1#m')\n"
            "except MissingExtra as missing:\n    print(missing)"
        )
        done = subprocess.run(
            [sys.executable, "-c", probe], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip().endswith("pip install 'chartside[endpoint]'")


def test_naming_a_model_loads_no_client_and_no_weights() -> None:
    probe = "import sys, chartside.models.reasoner; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert {"torch", "openai", "PIL"} & set(done.stdout.split()) == set()
