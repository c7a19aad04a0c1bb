"""Tiny models of MedGemma's classes: a few hundred thousand random weights, or a written script.

The tokenizer is Gemma's class with its special tokens under their real ids, a small vocabulary and
byte fallback. `saying` makes a model whose every token leads to one other, so that it says what a
test wrote down, through the same loading and generating as any weights.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken
from transformers import (
    AutoModelForCausalLM,
    Gemma3Config,
    Gemma3ForCausalLM,
    Gemma3ForConditionalGeneration,
    Gemma3Processor,
    Gemma3TextConfig,
    GemmaTokenizer,
    GenerationConfig,
    SiglipVisionConfig,
)
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

from chartside.models.local import ChatMedGemma

END = "<end_of_turn>"
Saying = Callable[..., ChatMedGemma]
"""The fixture `saying`: the tokens to say, and settings of the model."""
IMAGE_TOKENS = 16
WORDS = (
    *("thought", "The", "answer", "is", "potassium", "sodium", "First", "look", "Yes", "No", "not"),
    *("true", "false", "patient", "user", "model", "low", "high", "name", "value"),
)
TEMPLATE = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- set role = 'model' if message['role'] == 'assistant' else message['role'] -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- else -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{ '<start_of_turn>model\n' }}
{%- endif -%}
"""
"""Gemma 3's, as its tokenizer carries it."""


def tokenizer() -> GemmaTokenizer:
    """Gemma's tokenizer, its low ids where they are in the real one: 105 opens a turn."""
    control = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "[multimodal]"]
    control += [f"<unused{n}>" for n in range(99)] + ["<start_of_turn>", END]
    letters = [chr(c) for c in range(33, 127)] + ["▁"]
    tokens = [*control, "\n", "\n\n", *(f"<0x{n:02X}>" for n in range(256)), *letters]
    merges: list[tuple[str, str]] = []
    for word in (f"▁{w}" for w in WORDS):
        for grown, letter in zip(itertools.accumulate(word), word[1:], strict=False):
            if grown + letter not in tokens:
                tokens.append(grown + letter)
                merges.append((grown, letter))
    tokens += ["<start_of_image>", "<end_of_image>", "<image_soft_token>"]
    made = GemmaTokenizer(
        vocab={token: number for number, token in enumerate(tokens)},
        merges=[("\n", "\n"), *merges],
        extra_special_tokens={
            "image_token": "<image_soft_token>",
            "boi_token": "<start_of_image>",
            "eoi_token": "<end_of_image>",
        },
        model_max_length=131072,
    )
    made.add_tokens([AddedToken(t, special=False, normalized=False) for t in control[5:-2]])
    made.add_tokens([AddedToken(t, special=True, normalized=False) for t in control[-2:]])
    made.chat_template = TEMPLATE
    return made


def text_config(vocabulary: int, **shape: Any) -> Gemma3TextConfig:
    """Both kinds of layer, a window shorter than the tests' prompts, weights far from zero."""
    return Gemma3TextConfig(
        **{
            "vocab_size": vocabulary,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "query_pre_attn_scalar": 16,
            "sliding_window": 32,
            "sliding_window_pattern": 2,
            "max_position_embeddings": 16384,
            "initializer_range": 0.2,
            "eos_token_id": [1, 106],
            "tie_word_embeddings": False,  # tied and random, it says one token for ever
            **shape,
        }
    )


def text_only(folder: Path, **shape: Any) -> Path:
    """A model as the 27B text variant is one: no processor, no image."""
    words = tokenizer()
    torch.manual_seed(27)
    model = Gemma3ForCausalLM(text_config(len(words), **shape))
    return _saved(folder, model, words)


def multimodal(folder: Path) -> Path:
    """A model as the 4B variant is one: a vision tower of 32 pixels, 16 tokens to an image."""
    words = tokenizer()
    torch.manual_seed(4)
    vision = SiglipVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        patch_size=4,
        vision_use_head=False,
    )
    config = Gemma3Config(
        text_config=text_config(len(words)),
        vision_config=vision,
        mm_tokens_per_image=IMAGE_TOKENS,
        boi_token_index=words.boi_token_id,
        eoi_token_index=words.eoi_token_id,
        image_token_index=words.image_token_id,
        initializer_range=0.2,
        eos_token_id=[1, 106],
        tie_word_embeddings=False,
    )
    processor = Gemma3Processor(
        Gemma3ImageProcessorPil(size={"height": 32, "width": 32}),
        words,
        chat_template=TEMPLATE,
        image_seq_length=IMAGE_TOKENS,
    )
    model = Gemma3ForConditionalGeneration(config)
    with torch.no_grad():  # it starts at zero, so that every image would look the same
        model.model.multi_modal_projector.mm_input_projection_weight.normal_()
    return _saved(folder, model, processor)


def saying(folder: Path, *script: str) -> Path:
    """A model that answers every prompt with these tokens; a repeated one makes it go round.

    Each token of its vocabulary is a direction of its own, and the output layer turns each into the
    next of the script. The first follows the new line that ends every prompt.
    """
    words = tokenizer()
    size = len(words)
    model = Gemma3ForCausalLM(text_config(size, hidden_size=size + (-size) % 4))
    table = dict(words.get_vocab())
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        model.model.embed_tokens.weight.copy_(torch.eye(size, model.config.hidden_size))
        model.lm_head.weight.zero_()
        for one, following in itertools.pairwise(("\n", *script)):
            model.lm_head.weight[table[following], table[one]] = 1.0
    return _saved(folder, model, words)


def adapter(folder: Path, base: Path) -> Path:
    """A LoRA adapter of the base, its weights random, so that it changes what is said."""
    from peft import LoraConfig, get_peft_model  # seconds to import, for a few tests

    torch.manual_seed(8)
    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base),
        LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False),
    )
    model.save_pretrained(folder)
    return folder


def _saved(folder: Path, model: Any, words: Any) -> Path:
    model.generation_config = GenerationConfig(
        bos_token_id=2, pad_token_id=0, eos_token_id=[1, 106], cache_implementation="hybrid"
    )
    model.eval().save_pretrained(folder)
    words.save_pretrained(folder)
    return folder
