"""Naming a model on the command line or in code."""

import subprocess
import sys
from pathlib import Path

import pytest

from chartside.errors import ChartsideError, UsageError
from chartside.models.endpoints import ChatEndpoint
from chartside.models.local import ChatMedGemma
from chartside.models.reasoner import open_reasoner


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
