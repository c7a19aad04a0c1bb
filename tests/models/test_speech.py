"""MedASR on a tiny model of its class: what it hears is what transformers hears, with times."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import load_file, save_file
from tiny.medasr import medasr, sound
from transformers import AutoModelForCTC, AutoProcessor, pipeline

from chartside.errors import ModelError, UsageError
from chartside.models.encoder import load_encoder
from chartside.models.speech.medasr import MedASR
from chartside.models.speech.sound import RATE, Sound, read_sound


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return medasr(tmp_path_factory.mktemp("weights") / "tiny-medasr")


@pytest.fixture(scope="session")
def model(folder: Path) -> MedASR:
    return MedASR.load(folder, device="cpu")


def words(text: str) -> str:
    """Without what stands for no word, and with one space between two."""
    return " ".join(text.replace("<unk>", "").replace("</s>", "").split())


def theirs(folder: Path, samples: Any, **more: float) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recognise = pipeline("automatic-speech-recognition", model=str(folder), device="cpu")
        return words(recognise({"raw": samples.copy(), "sampling_rate": RATE}, **more)["text"])


@pytest.mark.parametrize("seconds", [1.3, 19.99, 20.0, 36.0, 36.01, 71.7])
def test_a_recording_is_heard_as_the_pipeline_of_transformers_hears_it(
    folder: Path, model: MedASR, seconds: float
) -> None:
    samples = sound(seconds)
    ours = words(model.transcribe(Sound(samples)).raw)
    assert ours == theirs(folder, samples, chunk_length_s=20, stride_length_s=2)
    assert len(ours) > seconds


def test_a_short_recording_is_heard_as_generate_hears_it(folder: Path, model: MedASR) -> None:
    """`model.generate` and `batch_decode`, as the model's card has it."""
    samples = sound(7)
    processor, plain = (
        AutoProcessor.from_pretrained(folder),
        AutoModelForCTC.from_pretrained(folder),
    )
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ids = plain.eval().generate(**processor(samples, sampling_rate=RATE))
    assert words(model.transcribe(Sound(samples)).raw) == words(processor.batch_decode(ids)[0])


def test_nothing_is_lost_or_said_twice_where_two_chunks_meet(folder: Path) -> None:
    """With enough around it a word is heard the same, wherever a chunk happens to end."""
    samples = sound(30)
    encoder = load_encoder(folder, "AutoModelForCTC", "LasrForCTC", "cpu")
    whole = MedASR(encoder, chunk=30, stride=2).transcribe(Sound(samples)).raw
    cut = MedASR(encoder, chunk=11, stride=3).transcribe(Sound(samples)).raw
    assert abs(len(whole) - len(cut)) < 0.1 * len(whole)


def test_words_come_one_after_another_within_the_recording(model: MedASR) -> None:
    transcript = model.transcribe(Sound(sound(45)))
    times = [time for one in transcript.segments for time in (one.start, one.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= transcript.seconds == pytest.approx(45)
    assert all(one.start < one.end for one in transcript.segments)


def test_a_sound_in_the_middle_of_silence_is_timed_where_it_is(model: MedASR) -> None:
    burst = sound(3, seed=9)
    alone = model.transcribe(Sound(burst)).segments
    late = np.concatenate([np.zeros(25 * RATE, np.float32), burst])
    heard = [one for one in model.transcribe(Sound(late)).segments if one.end > 25.5]
    assert heard[-1].end == pytest.approx(25 + alone[-1].end, abs=0.3)


@pytest.mark.parametrize("samples", [0, 1, 400, 2000, RATE // 4])
def test_a_moment_of_sound_is_heard_and_never_an_error(model: MedASR, samples: int) -> None:
    transcript = model.transcribe(Sound(sound(1)[:samples]))
    assert transcript.seconds == samples / RATE
    assert all(one.end <= transcript.seconds for one in transcript.segments)


def test_progress_comes_to_the_end_of_the_recording(model: MedASR) -> None:
    told: list[tuple[int, int]] = []
    model.transcribe(Sound(sound(50)), progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (50, 50)
    assert told == sorted(told)


def test_a_transcript_names_the_model_and_its_revision(model: MedASR) -> None:
    said = model.transcribe(Sound(sound(2))).to_json()
    assert said["model"] == model.name
    assert "@" in said["model"]
    assert set(said) == {"text", "segments", "raw", "unknown", "model", "seconds"}


def test_weights_that_are_broken_are_a_models_fault(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    weights["ctc_head.bias"][2] = torch.nan
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="not a number"):
        MedASR.load(tmp_path, device="cpu").transcribe(Sound(sound(1)))


def test_in_16_bits_it_hears_nearly_the_same(folder: Path, model: MedASR) -> None:
    half = MedASR.load(folder, device="cpu", dtype="bfloat16").transcribe(Sound(sound(5)))
    assert len(half.raw) == pytest.approx(len(model.transcribe(Sound(sound(5))).raw), rel=0.3)


def test_a_chunk_that_is_all_overlap_is_refused(folder: Path) -> None:
    encoder = load_encoder(folder, "AutoModelForCTC", "LasrForCTC", "cpu")
    with pytest.raises(ModelError, match="longer than"):
        MedASR(encoder, chunk=4, stride=2)


@pytest.mark.parametrize(("rate", "channels"), [(16000, 1), (44100, 2), (8000, 1), (48000, 4)])
@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
def test_sound_of_any_rate_is_heard_at_ours(
    tmp_path: Path, rate: int, channels: int, ending: str
) -> None:
    """A tone of 440 Hz stays one, is as long as it was, and channels are averaged."""
    seconds = np.arange(2 * rate) / rate
    tone = np.sin(2 * np.pi * 440 * seconds)[:, None] * np.linspace(0.2, 0.6, channels)
    soundfile.write(tmp_path / f"tone.{ending}", tone, rate)
    heard = read_sound(tmp_path / f"tone.{ending}")
    assert heard.samples.dtype == np.float32
    assert heard.seconds == pytest.approx(2, abs=0.01)
    spectrum = np.abs(np.fft.rfft(heard.samples))
    assert int(spectrum.argmax() * RATE / len(heard.samples)) == pytest.approx(440, abs=2)
    loud = np.sqrt(np.mean(heard.samples[4000:-4000] ** 2)) * np.sqrt(2)
    assert loud == pytest.approx(0.2 if channels == 1 else 0.4, abs=0.03)


@pytest.mark.parametrize("rate", [11025, 16000, 44100, 96000])
def test_blocks_join_without_a_seam(tmp_path: Path, rate: int) -> None:
    """Longer than two blocks: resampled in parts, it is what it is at once."""
    samples = sound(70)
    wide = np.interp(np.arange(70 * rate) / rate, np.arange(len(samples)) / RATE, samples)
    soundfile.write(tmp_path / "long.wav", wide, rate, subtype="FLOAT")
    heard = read_sound(tmp_path / "long.wav").samples
    assert len(heard) == pytest.approx(70 * RATE, abs=20)
    import soxr

    once = soxr.resample(wide.astype(np.float32), rate, RATE)[: len(heard)]
    assert np.abs(heard[: len(once)] - np.clip(once, -1, 1)).max() < 1e-4


def test_real_speech_in_three_formats_is_read(shared_data: Path) -> None:
    speech = shared_data / "speech"
    wav, mp3 = read_sound(speech / "jfk_16k.wav"), read_sound(speech / "jfk_16k.mp3")
    assert wav.seconds == pytest.approx(mp3.seconds, abs=0.1) == pytest.approx(11, abs=0.1)
    flac = read_sound(speech / "speech_recognition_bsd" / "audio-mono-16-bit-44100Hz.flac")
    assert 1 < flac.seconds < 10


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def of_nan(path: Path) -> None:
    soundfile.write(path, np.full(RATE, np.nan, np.float32), RATE, subtype="FLOAT")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda p: p.write_bytes(b""), "no sound that can be read"),
        (lambda p: p.write_text("dictation", encoding="utf-8"), "no sound that can be read"),
        (cut, "no sound"),
        (lambda p: p.unlink(), "no such file"),
        (of_nan, "not a number"),
        (lambda p: soundfile.write(p, np.zeros((0,)), RATE), "holds no sound"),
        (lambda p: soundfile.write(p, np.zeros((9, 9)), RATE), "9 channels"),
    ],
)
def test_what_is_no_recording_is_refused_with_a_sentence(
    tmp_path: Path, harm: Any, says: str
) -> None:
    path = tmp_path / "note.wav"
    soundfile.write(path, sound(1), RATE)
    harm(path)
    with pytest.raises(UsageError, match=says):
        read_sound(path)


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_recording_that_is_cut_off_is_not_taken_for_the_whole(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cut.{kind}"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, 48_000), 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UsageError, match=r"cut off|no sound that can be read"):
        read_sound(path)


def test_a_recorder_that_left_the_length_open_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "streamed.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    octets = bytearray(path.read_bytes())
    at = octets.index(b"data") + 4
    octets[4:8] = octets[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(octets)
    assert read_sound(path).seconds == 1


def test_a_recording_of_more_than_two_hours_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(2 * 3600 * 100 + 101, np.int16), 100)
    with pytest.raises(UsageError, match="longer than 2 hours"):
        read_sound(path)
