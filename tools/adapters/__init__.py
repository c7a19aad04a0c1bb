"""The tools for those who bring their own agent: LangChain, LangGraph and MCP.

Each adapter is given one open chart and hands out no way to another. None knows our graph.
"""
