"""What an agent may say, and what it is answered: the text protocol of the benchmark.

    GET url?name=value&…
    POST url
    {JSON}
    FINISH([answer, …])

One of these a turn, at most `ROUNDS` turns; anything else ends the run as invalid. The words of the
answers are the benchmark's, because its agents were tuned to them, and a POST is answered as done
whenever its JSON can be read.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Protocol

from chartside.errors import ChartsideError

ROUNDS: Final = 8

End = Literal["finished", "invalid", "out of rounds"]
Outcome = Literal["data", "error", "accepted", "unreadable", ""]

_ON: Final = (
    "Please call FINISH if you have got answers for all the questions and finished all the "
    "requested tasks"
)
_LONGEST: Final = 200_000
"""Letters of one thing said: more is no action of this protocol."""


class Environment(Protocol):
    """What an agent talks to."""

    async def get(self, url: str) -> str:
        """What a server answers.

        Raises:
            ChartsideError: It answers nothing, or is not asked at all.
        """
        ...

    async def post(self, url: str, body: Any) -> None:
        """Take what was posted."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What the agent said, and how it was answered."""

    said: str
    outcome: Outcome = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A run: its turns, how it ended, and what stands within `FINISH(…)`."""

    turns: tuple[Turn, ...] = ()
    end: End = "out of rounds"
    result: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


Agent = Callable[[list[tuple[str, str]]], Awaitable[str]]
"""Answers a conversation: who said what (`user` or `agent`), oldest first."""


async def play(agent: Agent, opening: str, environment: Environment) -> Played:
    """Let an agent work on a task until it ends.

    Raises:
        ModelError: The agent failed, as whoever it is raises it.
    """
    talk = [("user", opening)]
    turns: list[Turn] = []
    for _ in range(ROUNDS):
        said = _bare(await agent(list(talk)))
        talk.append(("agent", said))
        if said.startswith("FINISH("):
            return Played((*turns, Turn(said)), "finished", said.removeprefix("FINISH(")[:-1])
        if not said.startswith(("GET", "POST")) or len(said) > _LONGEST:
            return Played((*turns, Turn(said[:_LONGEST])), "invalid")
        outcome, answer = await _answered(said, environment)
        turns.append(Turn(said, outcome))
        talk.append(("user", answer))
    return Played(tuple(turns))


def _bare(said: str) -> str:
    """Without the fences that some models put around everything."""
    return said.replace("```tool_code", "").replace("```", "").strip()


async def _answered(said: str, environment: Environment) -> tuple[Outcome, str]:
    if said.startswith("GET"):
        try:
            found = await environment.get(said.removeprefix("GET").strip())
        except ChartsideError as error:
            return "error", f"Error in sending the GET request: {error}"
        return "data", f"Here is the response from the GET request:\n{found}. {_ON}"
    posted = posted_by(said)
    if posted is None:
        return "unreadable", "Invalid POST request"
    await environment.post(*posted)
    return "accepted", f"POST request accepted and executed successfully. {_ON}"


def posted_by(said: str) -> tuple[str, Any] | None:
    """The address and the JSON of a POST; None where the JSON cannot be read."""
    first, _, rest = said.partition("\n")
    try:
        return first.removeprefix("POST").strip(), json.loads(rest)
    except (ValueError, RecursionError):
        return None


def played_from(held: dict[str, Any]) -> Played:
    """A run again from what `to_json` made of it."""
    turns = tuple(Turn(t["said"], t["outcome"]) for t in held["turns"])
    return Played(turns, held["end"], held["result"])
