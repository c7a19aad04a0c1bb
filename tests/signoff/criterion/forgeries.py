"""What can be written straight into the files that the agent's process can write."""

import json
import os
import sqlite3
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chartside.draft import Status
from chartside.signoff import (
    SignoffStore,
    chain,
    create_identity,
    drafts,
    jose,
    read_identity,
    show,
    sign,
    unlock,
)
from chartside.signoff.canonical import sha256
from chartside.signoff.gate import decision_payload
from chartside.signoff.identity import Identity
from chartside.signoff.policy import policy_from_toml
from chartside.signoff.review import shown

ENVIRONMENT = os.environ  # noqa: TID251 - the attacker's own
MINE = "guessable by its maker"


class Forger:
    """A signer with a key of its own, under whatever name, role and time it likes."""

    method = "local passphrase"

    def __init__(self, store: SignoffStore, who: Identity | None = None) -> None:
        self.key = Ed25519PrivateKey.generate()
        mine = jose.public_text(self.key.public_key())
        self.identity = who or Identity("mallory", "Dr. Grey", "physician", mine)
        self.authenticated_at = store.clock()
        self.claims: dict[str, str] = {}

    def sign(self, payload: bytes) -> str:
        return jose.sign_detached(payload, self.key)


def signs(scene: Any, store: SignoffStore, signer: Any) -> None:
    """By all the rules, as a person would."""
    seen = show(store, "ready", scene.chart).seen
    sign(store, "ready", signer, meaning="review", chart=scene.chart, seen=seen)


def unwatched(scene: Any) -> sqlite3.Connection:
    """The store with its triggers dropped."""
    held = sqlite3.connect(scene.home / "signoff.db")
    for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        held.execute(f"DROP TRIGGER {name}")
    return held


def forged(scene: Any, who: Identity, signature: Any) -> None:
    """A whole decision made by hand: payload, signature, row in the chain, state, anchor."""
    store = scene.store
    with store.write() as tx:
        held = drafts.load(tx, "ready")
        page = shown(held, scene.chart)
        row = replace(
            chain.about(held.draft, held.version, "signed"),
            decision_id=str(uuid.uuid4()),
            who=who.who,
            name=who.name,
            role=who.role,
            key_id=who.key_id,
            auth_method="local passphrase",
            decision="sign",
            meaning="review",
            draft_sha256=drafts.draft_hash(held.draft),
            document_sha256=page.document.sha256,
        )
        placed = chain.place(tx, row)
        payload = decision_payload(page.document, placed, None, {})
        decision = {"id": placed.decision_id, "payload": payload, "jws": signature(payload)}
        tx.insert("decisions", decision)
        chain.append(tx, replace(placed, signed_sha256=sha256(payload)))
        drafts.move(tx, held, Status.SIGNED)


def status_set(scene: Any) -> None:
    with unwatched(scene) as held:
        held.execute("UPDATE drafts SET status = 'signed' WHERE id = 'ready'")


def row_of_another_document(scene: Any) -> None:
    """The signed document's row again, about the ready draft, with its own place in the chain."""
    with unwatched(scene) as held:
        held.execute("DROP INDEX IF EXISTS idx_audit_idempotency_key")
    with scene.store.write() as tx:
        held_ = drafts.load(tx, "ready")
        (row,) = tx.all("SELECT * FROM audit WHERE event = 'signed' AND draft_id = 'signed'")
        again = replace(chain.as_row(row), seq=0, draft_id="ready", idempotency_key="other")
        chain.append(tx, again)
        drafts.move(tx, held_, Status.SIGNED)


def replayed(scene: Any) -> None:
    """A new row and payload, under the signature that the person once made of something else."""
    with sqlite3.connect(scene.home / "signoff.db") as held:
        jws = held.execute("SELECT jws FROM decisions LIMIT 1").fetchone()[0]
    forged(scene, read_identity(scene.here.identities, "grey"), lambda _: jws)


def refusal_turned(scene: Any) -> None:
    """The person's decision to decline, called a signature."""
    with unwatched(scene) as held:
        held.execute("UPDATE audit SET event = 'signed' WHERE event = 'declined'")
        held.execute("UPDATE drafts SET status = 'signed' WHERE id = 'declined'")


def retraction_undone(scene: Any) -> None:
    """The document that was withdrawn, set back to signed."""
    with unwatched(scene) as held:
        held.execute("UPDATE drafts SET status = 'signed' WHERE id = 'retracted'")


def names_exchanged(scene: Any) -> None:
    """The ready draft takes the signed one's place, and its name."""
    with unwatched(scene) as held:
        held.execute("PRAGMA foreign_keys = OFF")
        for before, after in (("signed", "old"), ("ready", "signed"), ("old", "ready")):
            held.execute("UPDATE versions SET draft_id = ? WHERE draft_id = ?", (after, before))
        held.execute("UPDATE drafts SET status = 'signed' WHERE id = 'ready'")


def key_of_its_own(scene: Any) -> None:
    """A signer of its own, under a name of its own, the whole of it well made."""
    maker = Forger(scene.store)
    with scene.store.write() as tx:
        who = maker.identity
        row = {"who": who.who, "public_key": who.public_key, "name": who.name, "role": who.role}
        tx.insert("signers", row | {"first_seen": "2026-03-02T09:00:00.000Z"})
    forged(scene, maker.identity, maker.sign)


def key_under_the_persons_name(scene: Any) -> None:
    """The person's key in the store exchanged for the forger's, all signatures made again."""
    maker = Forger(scene.store)
    person = replace(maker.identity, who="grey")
    with unwatched(scene) as held:
        held.execute("UPDATE signers SET public_key = ?", (person.public_key,))
        for name, payload in held.execute("SELECT id, payload FROM decisions").fetchall():
            again = maker.sign(bytes(payload))
            held.execute("UPDATE decisions SET jws = ? WHERE id = ?", (again, name))
    forged(scene, person, maker.sign)


def store_begun_anew(scene: Any) -> None:
    """The store and its anchor thrown away; the same draft in a new one, signed by its own key."""
    draft = scene.store.draft("ready")
    for path in scene.home.glob("signoff.db*"):
        path.unlink()
    ENVIRONMENT.pop("CHARTSIDE_SIGNERS")
    store = scene.store
    store.propose(replace(draft, status=Status.DRAFT))
    signs(scene, store, Forger(store))


def list_taken_out_of_its_environment(scene: Any) -> None:
    """It makes a signer, forgets that there is a list, and signs by all the rules."""
    ENVIRONMENT.pop("CHARTSIDE_SIGNERS")
    create_identity(scene.here.identities, "mallory", "Dr. Grey", "physician", MINE)
    signs(scene, scene.store, unlock(scene.here.identities, "mallory", MINE))


def list_of_its_own(scene: Any) -> None:
    """A list that names itself, in force in its own process."""
    made = create_identity(scene.here.identities, "mallory", "Dr. Grey", "physician", MINE)
    listed = {n: getattr(made, n) for n in ("who", "name", "role", "public_key")}
    path = scene.home / "signers.json"
    path.write_text(json.dumps({"identities": [listed]}), encoding="utf-8")
    ENVIRONMENT["CHARTSIDE_SIGNERS"] = str(path)
    signs(scene, scene.store, unlock(scene.here.identities, "mallory", MINE))


def signer_of_its_own(scene: Any) -> None:
    """It makes a signer, as anybody can, and leaves all else as it is."""
    create_identity(scene.here.identities, "mallory", "Dr. Grey", "physician", MINE)
    signs(scene, scene.store, unlock(scene.here.identities, "mallory", MINE))


def identity_file_exchanged(scene: Any) -> None:
    """The person's identity file replaced by one with its own key, under the person's name."""
    folder = scene.here.identities
    (folder / "grey.identity.json").unlink()
    create_identity(folder, "grey", "Dr. Grey", "physician", MINE)
    signs(scene, scene.store, unlock(folder, "grey", MINE))


def public_half_shown(scene: Any) -> None:
    """The person's public half before its own key."""
    person = read_identity(scene.here.identities, "grey")
    signs(scene, scene.store, Forger(scene.store, person))


def policy_of_its_own(scene: Any) -> None:
    """Rules under which an authentication holds for ever, and no guess is one too many."""
    shipped = Path(chain.__file__).with_name("policy.toml").read_text(encoding="utf-8")
    loose = shipped.replace("authentication_minutes = 5", "authentication_minutes = 99999999")
    loose = loose.replace("free_attempts = 5", "free_attempts = 99999")
    store = SignoffStore(scene.home / "signoff.db", policy=policy_from_toml(loose))
    signs(scene, store, Forger(store, read_identity(scene.here.identities, "grey")))


def document_written_by_hand(scene: Any) -> None:
    """A document in the documents' folder that no decision made."""
    whole = next(scene.here.documents.glob("*.signed.json"))
    stem = whole.name.removesuffix(".signed.json")
    for path in list(scene.here.documents.iterdir()):
        text = path.read_bytes().replace(b"Has asthma", b"Has angina")
        path.with_name(path.name.replace(stem, "answer-forged")).write_bytes(text)


INTO_THE_STORE = (
    status_set,
    row_of_another_document,
    replayed,
    refusal_turned,
    retraction_undone,
    names_exchanged,
    key_of_its_own,
    key_under_the_persons_name,
    list_taken_out_of_its_environment,
    list_of_its_own,
)
"""They change the store, so that it says `signed` where nobody signed."""

REFUSED = (signer_of_its_own, identity_file_exchanged, public_half_shown, policy_of_its_own)
"""They do not get that far."""

OTHERS = (store_begun_anew, document_written_by_hand)
