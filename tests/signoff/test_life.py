"""The life of drafts as a whole: whatever people and software do in whatever order, a draft is
signed when every rule is kept, and in no other case."""

import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from chartside.draft import Status, Verdict
from chartside.errors import PolicyError
from chartside.signoff import (
    SignoffStore,
    amend,
    decline,
    edit,
    jose,
    open_signed,
    recheck,
    retract,
    show,
    sign,
    verify,
)
from chartside.signoff.identity import Identity
from chartside.signoff.states import OPEN, TRANSITIONS, Who

SOME = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
"""One of the drafts that there are, counted from the newest."""
VERDICTS = st.sampled_from([Verdict.SUPPORTED, Verdict.SUPPORTED, *Verdict, None])
MOVES = {(t.before, t.after) for t in TRANSITIONS}
WORST = (None, Verdict.CONTRADICTED)
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder in memory
UNSUPPORTED = (Verdict.NOT_FOUND, Verdict.NOT_CHECKABLE)


@dataclass
class Person:
    """A signer with a key in memory, who authenticates when the test says so."""

    who: str
    role: str
    authenticated_at: datetime
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    method: str = "in a test"
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        return Identity(
            self.who, f"Dr. {self.who}", self.role, jose.public_text(self.key.public_key())
        )

    def sign(self, payload: bytes) -> str:
        return jose.sign_detached(payload, self.key)


class Life(RuleBasedStateMachine):
    """Drafts of two kinds, two charts, a physician, a nurse and a scribe."""

    def __init__(self, a: Any, clock: Any, reached: Counter[str]) -> None:
        super().__init__()
        self.a, self.clock, self.reached = a, clock, reached
        self.folder = tempfile.TemporaryDirectory(dir=QUICK)
        self.store = SignoffStore(Path(self.folder.name) / "signoff.db", clock=clock)
        roles = {"grey": "physician", "jackie": "nurse", "clerk": "scribe"}
        self.people = {who: Person(who, role, clock()) for who, role in roles.items()}
        later = (a.entry("Observation/a1c", "2"), a.entry("Observation/old"))
        self.charts = {"before": a.chart(), "after": a.chart(*later)}
        self.seen: dict[str, list[str]] = {}
        self.was: dict[str, Status] = {}
        self.signed_by_rule: set[str] = set()

    def teardown(self) -> None:
        assert verify(self.store).problems == ()
        self.folder.cleanup()

    @initialize(verdict=VERDICTS)
    def begin(self, verdict: Verdict | None) -> None:
        self.propose("handoff", verdict)

    @rule(kind=st.sampled_from(["handoff", "answer"]), verdict=VERDICTS)
    def propose(self, kind: str, verdict: Verdict | None) -> None:
        """A new draft; of two handoffs of a patient the later takes the place of the earlier."""
        name = f"d{len(self.was) + 1}"
        first, second = self.a.sentence("s1"), self.a.sentence("s2", verdict)
        self.store.propose(self.a.draft(first, second, id_=name, kind=kind))

    @rule(some=SOME, verdict=VERDICTS)
    def propose_anew(self, some: int, verdict: Verdict | None) -> None:
        """Another text under an id that is known."""
        held = self.store.held(self.named(some))
        text = self.a.sentence("s1", text=f"HbA1c was measured {self.clock()}.")
        fresh = self.a.draft(
            text, self.a.sentence("s2", verdict), id_=held.draft.id, kind=held.draft.kind
        )
        self.store.propose(fresh)
        if held.status is not Status.DRAFT:
            assert self.store.draft(held.draft.id) == held.draft

    def status(self, name: str) -> Status:
        return self.store.held(name).status

    def named(self, some: int) -> str:
        """The newest drafts more often than the others."""
        names = [held.draft.id for held in self.store.drafts()]
        return names[min(some, len(names) - 1)]

    def tried(self, work: Any) -> bool:
        try:
            work()
        except PolicyError:
            return False
        return True

    @rule(some=SOME, chart=st.sampled_from(["before", "after"]))
    def read(self, some: int, chart: str) -> None:
        name = self.named(some)
        if self.status(name) in OPEN:
            self.seen.setdefault(name, ["0" * 64]).append(
                show(self.store, name, self.charts[chart]).seen
            )

    @rule(
        some=SOME,
        who=st.sampled_from(["grey", "jackie", "clerk"]),
        text=st.sampled_from(["Is well.", "Takes metformin.", None]),
        judged=st.sampled_from([v.value for v in Verdict]),
    )
    def change(self, some: int, who: str, text: str | None, judged: str) -> None:
        name = self.named(some)
        if len(self.store.draft(name).statements) < 2:
            return
        open_ = self.status(name) in OPEN and not self.expired(name)
        same = self.store.draft(name).statements[1].text == text
        checker, chart = self.a.judge_as(judged), self.charts["before"]
        done = self.tried(
            lambda: edit(
                self.store, name, "s2", text, self.people[who], chart=chart, checker=checker
            )
        )
        assert done == (open_ or same)

    @rule(some=SOME, chart=st.sampled_from(["before", "after"]))
    def check_again(self, some: int, chart: str) -> None:
        name = self.named(some)
        if self.status(name) in OPEN:
            check = self.a.judge_as("supported")
            self.tried(lambda: recheck(self.store, name, self.charts[chart], check))

    @rule(who=st.sampled_from(["grey", "jackie", "clerk"]))
    def authenticate(self, who: str) -> None:
        self.people[who].authenticated_at = self.clock()

    @rule(minutes=st.sampled_from([1, 4, 6]))
    def wait(self, minutes: int) -> None:
        self.clock.passes(minutes=minutes)

    @rule(days=st.sampled_from([1, 29, 31]))
    def expire(self, days: int) -> None:
        self.clock.passes(days=days)
        due = {h.draft.id for h in self.store.drafts(status=OPEN) if h.expires <= self.clock()}
        assert set(self.store.expire_due()) == due

    @rule(
        some=SOME,
        who=st.sampled_from(["grey", "grey", "jackie", "clerk"]),
        chart=st.sampled_from(["before", "after"]),
        attested=st.sampled_from([(), ("s2",), ("s1", "s2"), ("s1", "s2")]),
        flaw=st.sampled_from(["", "", "", "", "seen before", "other chart", "an hour ago"]),
    )
    def decide_to_sign(
        self, some: int, who: str, chart: str, attested: tuple[str, ...], flaw: str
    ) -> None:
        """Somebody reads and signs, and may have done one thing of it otherwise."""
        name = self.named(some)
        self.read(some, chart)
        self.every_move_is_in_the_table()
        if flaw == "an hour ago":
            self.clock.passes(hours=1)
        else:
            self.authenticate(who)
        if flaw == "other chart":
            chart = "after" if chart == "before" else "before"
        shown = self.seen.get(name, ["0" * 64, "0" * 64])
        seen = shown[-2 if flaw == "seen before" else -1]
        expected, before = self.may_sign(name, who, chart, attested, seen), self.status(name)
        done = self.tried(
            lambda: sign(
                self.store,
                name,
                self.people[who],
                meaning="review",
                chart=self.charts[chart],
                seen=seen,
                attested=attested,
            )
        )
        now = self.status(name)
        assert (before is not Status.SIGNED and now is Status.SIGNED) == expected
        assert done or not expected
        if expected:
            self.signed_by_rule.add(name)

    def may_sign(
        self, name: str, who: str, chart: str, attested: tuple[str, ...], seen: str
    ) -> bool:
        """Each rule of the design, written down once more and independently of the code."""
        held, person = self.store.held(name), self.people[who]
        authority = who == "grey" or (who == "jackie" and held.draft.kind in {"handoff", "answer"})
        recent = self.clock() - person.authenticated_at <= timedelta(minutes=5)
        same_chart = held.draft.record.digest == self.charts[chart].digest
        settled = all(
            s.verdict not in WORST and (s.verdict not in UNSUPPORTED or s.id in attested)
            for s in held.draft.statements
        )
        read = held.status is Status.IN_REVIEW and seen == self.seen_now(name, chart)
        return all((authority, recent, same_chart, settled, read, not self.expired(name)))

    def seen_now(self, name: str, chart: str) -> str:
        return show(self.store, name, self.charts[chart]).seen

    def expired(self, name: str) -> bool:
        return bool(self.store.held(name).expires <= self.clock())

    @rule(some=SOME, who=st.sampled_from(["grey", "clerk"]))
    def turn_down(self, some: int, who: str) -> None:
        name = self.named(some)
        fit = self.status(name) in OPEN and not self.expired(name) and who == "grey"
        recent = self.clock() - self.people[who].authenticated_at <= timedelta(minutes=5)
        done = self.tried(lambda: decline(self.store, name, self.people[who], reason="no need"))
        if self.was.get(name) is not Status.DECLINED:
            assert done == (fit and recent)

    @rule(some=SOME, who=st.sampled_from(["grey", "clerk"]))
    def withdraw(self, some: int, who: str) -> None:
        name = self.named(some)
        if self.status(name) is Status.SIGNED:
            self.authenticate(who)
            self.tried(lambda: retract(self.store, name, self.people[who], reason="wrong"))

    @rule(some=SOME, who=st.sampled_from(["grey", "clerk"]))
    def correct(self, some: int, who: str) -> None:
        name = self.named(some)
        fit = self.status(name) is Status.SIGNED and who == "grey"
        assert self.tried(lambda: amend(self.store, name, self.people[who])) == fit

    @invariant()
    def every_move_is_in_the_table(self) -> None:
        for held in self.store.drafts():
            name, now, before = held.draft.id, held.status, self.was.get(held.draft.id)
            assert now is before or (before, now) in MOVES
            if now is not before:
                self.reached[now.value] += 1
            self.was[name] = now

    @invariant()
    def what_is_signed_was_signed_by_every_rule_and_only_that_leaves(self) -> None:
        once = {Status.SIGNED, Status.AMENDED, Status.RETRACTED}
        assert {name for name, now in self.was.items() if now in once} == self.signed_by_rule
        for name in self.signed_by_rule:
            assert self.leaves(name) == (self.was[name] is Status.SIGNED)

    def leaves(self, name: str) -> bool:
        return self.tried(lambda: open_signed(self.store, name))


@pytest.mark.slow
def test_no_path_reaches_a_signature_without_every_rule(a: Any, clock: Any) -> None:
    reached: Counter[str] = Counter()
    run_state_machine_as_test(
        lambda: Life(a, type(clock)(), reached),
        settings=settings(
            max_examples=25,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
    assert reached["signed"] > 5
    assert min(reached[s] for s in ("declined", "retracted", "superseded", "expired")) > 0, reached


def test_only_a_signer_takes_part_in_every_move_to_signed() -> None:
    assert {t.who for t in TRANSITIONS if t.after is Status.SIGNED} == {Who.SIGNER}
    assert {t.before for t in TRANSITIONS if t.after is Status.SIGNED} == {Status.IN_REVIEW}


def test_software_moves_a_draft_nowhere_but_back_or_out() -> None:
    moves = {t.after for t in TRANSITIONS if t.who in {Who.SOFTWARE, Who.CLOCK}}
    assert moves == {Status.DRAFT, Status.IN_REVIEW, Status.SUPERSEDED, Status.EXPIRED}


def test_a_draft_that_nobody_opened_is_not_signed(a: Any, store: SignoffStore, clock: Any) -> None:
    from chartside.signoff.review import shown

    store.propose(a.draft())
    seen = shown(store.held("d1"), a.chart()).seen
    person = Person("grey", "physician", clock())
    with pytest.raises(PolicyError, match="has not been opened for review"):
        sign(store, "d1", person, meaning="review", chart=a.chart(), seen=seen)
    assert store.draft("d1") == replace(a.draft(), status=Status.DRAFT)
    assert verify(store).ok
