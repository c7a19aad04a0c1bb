"""The tools of one open chart for a LangChain agent: what it is offered, and what it is told.

python examples/tools_for_langchain.py
"""

import asyncio
import tempfile
from pathlib import Path

from chartside.demo import PATIENT, record_json
from chartside.fhir.record import open_record
from chartside.tools.adapters.langchain import langchain_tools
from chartside.tools.budget import Budget


async def main() -> None:
    """Call two tools as an agent would; an agent is made with `create_agent(model, tools)`."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.json"
        demo.write_bytes(record_json())
        chart = open_record(demo).open_chart(PATIENT)
        tools = {t.name: t for t in langchain_tools(chart, budget=Budget(calls=20))}
        print(f"{len(tools)} tools, none takes a patient")
        call = {"type": "tool_call", "id": "1", "name": "lab_trend", "args": {"test": "potassium"}}
        print((await tools["lab_trend"].ainvoke(call)).content)
        call = {"type": "tool_call", "id": "2", "name": "find", "args": {"kind": "diagnosis"}}
        print("Refused:", (await tools["find"].ainvoke(call)).content)


if __name__ == "__main__":
    asyncio.run(main())
