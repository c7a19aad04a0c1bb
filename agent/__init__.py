"""The LangGraph graph, its state and nodes, and the authors; none knows HTTP or the command line.

Import from its modules (`from chartside.agent.assistant import Assistant`): LangGraph is slow to
load, and whoever only names this package should not wait for it.
"""
