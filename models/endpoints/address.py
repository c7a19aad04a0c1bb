"""Where a model is served, and in which form it wants to be asked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from chartside.errors import UsageError
from chartside.settings import is_this_machine

NAMED: Final = "a model endpoint is named URL#MODEL, with an http(s) URL"
_CHAT: Final = "/chat/completions"


class Form(StrEnum):
    """How a request is wrapped.

    `CHAT` is OpenAI's: vLLM, SGLang, TGI, llama.cpp, Ollama, and Vertex endpoints under their
    `/v1beta1/…/endpoints/ID`. `PREDICT` and `RAW_PREDICT` are Vertex AI's own methods, which carry
    the same body marked `chatCompletions`, the first in a list of instances.
    """

    CHAT = "chat"
    PREDICT = "predict"
    RAW_PREDICT = "rawPredict"


@dataclass(frozen=True, slots=True)
class Address:
    """One server and the name of the model there; the name is empty where the server has one."""

    base: str
    model: str
    form: Form = Form.CHAT

    @property
    def url(self) -> str:
        """Where a request is posted."""
        return self.base + (_CHAT if self.form is Form.CHAT else "")


def parse(text: str, *, plain_http: bool = False) -> Address:
    """An address as a person writes it: `http://127.0.0.1:8000/v1#medgemma-27b-it`.

    Args:
        text: The base URL, `#` and the model's name. A URL that ends in `:predict` or `:rawPredict`
            is asked in that form. A Vertex endpoint needs no name.
        plain_http: Allow http to other machines, where what is sent can be read on the way.

    Raises:
        UsageError: Not such a URL, one with a password or a query in it, or http to another
            machine without leave.

    >>> parse("http://127.0.0.1:8000/v1#medgemma-27b-it")
    Address(base='http://127.0.0.1:8000/v1', model='medgemma-27b-it', form=<Form.CHAT: 'chat'>)
    """
    try:
        url = urlsplit(text.strip())
        _ = url.port  # out of range, or no number
    except ValueError:
        raise UsageError(NAMED) from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise UsageError(NAMED)
    if "@" in url.netloc or url.query:
        raise UsageError(
            "a model endpoint's URL holds no password or query; CHARTSIDE_ENDPOINT_KEY is the key"
        )
    if url.scheme == "http" and not plain_http and not is_this_machine(url.hostname):
        raise UsageError(
            "chart data goes to another machine by https only; CHARTSIDE_ENDPOINT_PLAIN_HTTP=1 "
            "allows http"
        )
    form = _form(url)
    if form is Form.CHAT and not url.fragment and not url.hostname.endswith(".vertexai.goog"):
        raise UsageError("name the model too: URL#MODEL")
    path = url.path.rstrip("/").removesuffix(_CHAT)
    return Address(f"{url.scheme}://{url.netloc.lower()}{path}", url.fragment, form)


def _form(url: SplitResult) -> Form:
    for form in (Form.PREDICT, Form.RAW_PREDICT):
        if url.path.endswith(f":{form}"):
            return form
    return Form.CHAT
