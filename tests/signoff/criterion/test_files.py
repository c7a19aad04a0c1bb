"""Whatever is written into the files that the agent can write is no approval, and is found."""

import base64
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import decline, open_signed, unlock, verify

sys.path.insert(0, str(Path(__file__).parent))
import forgeries

ABOUT = {forgeries.refusal_turned: "declined", forgeries.retraction_undone: "retracted"}
"""Which draft a forgery is about, where it is another than the ready one."""
NAMES = {"ids": lambda one: one.__name__}


@pytest.mark.parametrize("attack", forgeries.INTO_THE_STORE, **NAMES)
def test_what_is_forged_into_the_store_is_found_and_does_not_leave(
    attack: Any, scene: Any, agent: Any
) -> None:
    assert agent(attack) is None  # it got as far as it wanted
    name = ABOUT.get(attack, "ready")
    assert scene.store.draft(name).status is Status.SIGNED  # so says the store, and nobody believes
    assert not verify(scene.store).ok
    with pytest.raises(PolicyError):
        open_signed(scene.store, name)
    assert scene.approvals() == []


@pytest.mark.parametrize("attack", forgeries.REFUSED, **NAMES)
def test_what_asks_without_the_persons_key_is_refused(attack: Any, scene: Any, agent: Any) -> None:
    assert agent(attack).startswith("PolicyError")
    assert scene.store.draft("ready").status is Status.IN_REVIEW
    assert verify(scene.store).ok
    assert scene.approvals() == []


@pytest.mark.parametrize("attack", forgeries.OTHERS, **NAMES)
def test_what_begins_anew_or_stands_beside_the_store_is_no_approval(
    attack: Any, scene: Any, agent: Any
) -> None:
    before = scene.fingerprint()
    assert agent(attack) is None
    assert scene.fingerprint() != before
    assert scene.approvals() == []


def test_an_older_store_put_back_is_found_by_the_witness(scene: Any, grey: Any) -> None:
    """The draft was declined since; everything is put back to when it was not."""
    older = scene.copied(scene.folder.parent / "older")
    decline(scene.store, "ready", grey, reason="wrong visit")
    head = verify(scene.store).head
    scene.put_back(older)
    assert scene.store.draft("ready").status is Status.IN_REVIEW
    assert verify(scene.store).ok
    assert not verify(scene.store, witnesses=[head]).ok
    assert scene.approvals() == []


@pytest.mark.slow
def test_no_file_of_the_agents_exchanged_is_an_approval(
    scene: Any, made_once: Any, agent: Any
) -> None:
    """Each file emptied, cut in half, or put in the place of each other file."""
    files = [p.relative_to(scene.folder) for p in scene.files()]
    assert len(files) > 6
    for path in files:
        whole = (made_once.folder / path).read_bytes()
        others = [(made_once.folder / other).read_bytes() for other in files if other != path]
        for data in (b"", whole[: len(whole) // 2], *others):
            agent(lambda s, path=path, data=data: (s.folder / path).write_bytes(data))
            assert (scene.folder / path).read_bytes() == data
            assert scene.approvals() == [], path
            scene.put_back(made_once)


def test_no_file_of_the_agents_holds_a_passphrase_or_an_open_key(scene: Any, grey: Any) -> None:
    raw = grey._key.private_bytes_raw()
    encoded = (base64.b64encode(raw), base64.urlsafe_b64encode(raw), raw.hex().encode())
    secrets = (b"Zebrastripes", raw, *(text.rstrip(b"=") for text in encoded))
    for path in scene.files():
        assert not [s for s in secrets if s in path.read_bytes()], path.name


@pytest.mark.slow
def test_no_word_that_the_agent_can_read_opens_the_identity(scene: Any, agent: Any) -> None:
    """Words of the files and of the environment as passphrases, the lock-out taken away."""
    words = {w for p in scene.files() for w in p.read_text("utf-8", "replace").split('"')}
    words |= {*forgeries.ENVIRONMENT, *forgeries.ENVIRONMENT.values()}
    likely = sorted(w for w in words if 8 <= len(w) <= 64)
    assert "Zebrastripes over nine hills" not in likely
    assert len(likely) > 50

    def guess(scene: Any) -> list[str]:
        opened = []
        for word in likely[:: max(1, len(likely) // 12)]:
            shutil.rmtree(scene.here.identities / "grey.tries", ignore_errors=True)
            try:
                unlock(scene.here.identities, "grey", word)
            except PolicyError:
                continue
            opened.append(word)
        return opened

    assert agent(guess) == []
