"""What may be read from a checkpoint: plain values, as the state of a run is made of.

LangGraph's own reader calls whatever a checkpoint names, so that whoever can write to the file or
the database could run code in the process that reads it (CVE-2026-28277).
"""

from typing import Final

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

PLAIN: Final = JsonPlusSerializer(allowed_msgpack_modules=None)
