"""Whoever can write to the checkpoints has no code run by whoever reads them (CVE-2026-28277)."""

from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from chartside.agent.checkpoints import checkpoints

ONE_ARGUMENT = 0
"""The code of an extension of LangGraph that calls a name of a module with one argument."""
RUN: Any = {"configurable": {"thread_id": "run", "checkpoint_ns": ""}}


def poison(mark: Path) -> bytes:
    """A value that, where it is read without a list of what may be, makes a file."""
    call = ormsgpack.packb(("os", "mkdir", str(mark)))
    return ormsgpack.packb({"v": 1, "id": "x", "channel_values": ormsgpack.Ext(ONE_ARGUMENT, call)})


@pytest.mark.filterwarnings("ignore")
def test_the_poison_is_one(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    JsonPlusSerializer(allowed_msgpack_modules=True).loads_typed(("msgpack", poison(mark)))
    assert mark.exists()


async def test_a_poisoned_checkpoint_runs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    async with checkpoints(tmp_path / "runs.db") as saver:
        await saver.aput(RUN, empty_checkpoint(), {}, {})
        found = await saver.aget_tuple(RUN)
        assert found
        change = "UPDATE checkpoints SET type = 'msgpack', checkpoint = ?"
        await saver.conn.execute(change, (poison(mark),))
        await saver.aget_tuple(RUN)
    assert not mark.exists()
