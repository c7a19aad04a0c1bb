"""A tiny model of MedASR's class with random weights, and a tokenizer of its class."""

import warnings
from pathlib import Path

import numpy as np
import torch
from transformers import (
    LasrCTCConfig,
    LasrFeatureExtractor,
    LasrForCTC,
    LasrProcessor,
    LasrTokenizer,
)

PIECES = ["▁no", "▁effusion", "▁heart", "▁of", "▁normal", "▁size", "▁lung", "s", "▁clear"]
PIECES += ["▁{", "period", "comma", "}", "▁[", "FINDINGS", "]", "▁the", "a", "e", "i", "o", "t"]


def medasr(folder: Path, *, blank: float = 3) -> Path:
    """Weights, processor and tokenizer in a folder, as the hub has them.

    The larger `blank`, the fewer frames it hears anything in; with a very large one it is deaf.
    """
    folder.mkdir(parents=True)
    torch.manual_seed(11)
    scores = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    scores += [(piece, -3.0) for piece in PIECES]
    tokenizer = LasrTokenizer(vocab=scores, extra_ids=0, additional_special_tokens=[])
    config = LasrCTCConfig(
        vocab_size=len(scores),
        pad_token_id=0,
        encoder_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "subsampling_conv_channels": 16,
            "conv_kernel_size": 8,
            "num_mel_bins": 128,
            "initializer_range": 0.2,
        },
    )
    model = LasrForCTC(config).eval()
    extractor = LasrFeatureExtractor()
    with torch.no_grad(), warnings.catch_warnings():  # so that what it hears changes with the sound
        warnings.simplefilter("ignore")  # its convolutions are of even width, as the published ones
        heard = extractor(sound(20), sampling_rate=16_000, return_tensors="pt")
        states = model.encoder(input_features=heard["input_features"]).last_hidden_state[0]
        weight = torch.randn(len(scores), 32)
        model.ctc_head.weight.copy_(weight.unsqueeze(-1) / states.std(dim=0)[None, :, None])
        model.ctc_head.bias.copy_(-(weight / states.std(dim=0)) @ states.mean(dim=0))
        model.ctc_head.bias[0] += blank  # blanks, as most frames of speech are
    model.save_pretrained(folder)
    LasrProcessor(extractor, tokenizer).save_pretrained(folder)
    return folder


def sound(seconds: float, seed: int = 5) -> np.ndarray:
    """Tones of random heights and lengths between silences, 16,000 samples a second."""
    chance = np.random.default_rng(seed)
    parts: list[np.ndarray] = []
    while sum(map(len, parts)) < seconds * 16_000:
        length = int(chance.uniform(0.05, 0.6) * 16_000)
        tone = np.sin(np.arange(length) * chance.uniform(0.05, 1.5)) * chance.uniform(0, 0.6)
        parts.append((tone + chance.normal(0, 0.02, length)).astype(np.float32))
    return np.concatenate(parts)[: int(seconds * 16_000)]
