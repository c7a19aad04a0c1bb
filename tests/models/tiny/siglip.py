"""A tiny model of MedSigLIP's class, and a tokenizer of its class, trained on a few words."""

import io
from pathlib import Path

import sentencepiece
import torch
from transformers import SiglipConfig, SiglipModel, SiglipProcessor, SiglipTokenizer
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

SIDE = 56
WORDS = """chest x-ray with a pleural effusion and without one, an enlarged heart, clear lungs,
a photo of an arm with a rash, a fracture of a bone, intact bones, consolidation, edema, a nodule
or mass of the lung, pneumonia, atelectasis, pneumothorax, a tube line pacemaker or other device"""


def tokenizer(folder: Path) -> SiglipTokenizer:
    """Pieces of a few words; `</s>` pads and there is no mask, as in the published ones."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS.split("\n") * 20),
        model_writer=made,
        vocab_size=90,
        model_type="unigram",
        pad_id=-1,
        bos_id=-1,
        eos_id=1,
        unk_id=2,
        control_symbols=["<pad>"],
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
    )
    path = folder / "spiece.model"
    path.write_bytes(made.getvalue())
    return SiglipTokenizer(str(path), model_max_length=64, model_input_names=["input_ids"])


def siglip(folder: Path) -> Path:
    """Random weights, a processor and a tokenizer in a folder, as the hub has them."""
    folder.mkdir(parents=True)
    torch.manual_seed(7)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    text = sizes | {"vocab_size": 200, "projection_size": 32, "num_attention_heads": 2}
    tokens = {"bos_token_id": 3, "eos_token_id": 1, "pad_token_id": 1}
    vision = sizes | {"image_size": SIDE, "patch_size": 14, "num_attention_heads": 2}
    config = SiglipConfig(text_config=text | tokens, vision_config=vision)
    model = SiglipModel(config)
    with torch.no_grad():  # as it is after training: a cosine counts for much, and most is nothing
        model.logit_scale.fill_(4.7)
        model.logit_bias.fill_(-16.5)
    model.save_pretrained(folder)
    half = [0.5, 0.5, 0.5]
    images = SiglipImageProcessorPil(
        size={"height": SIDE, "width": SIDE}, image_mean=half, image_std=half, resample=2
    )
    SiglipProcessor(images, tokenizer(folder)).save_pretrained(folder)
    return folder
