"""Measures the other rooms, as counts with intervals; it does not know the sidebar.

Held so far: `injected_errors`, true and corrupted sentences against the checker. Not yet: tasks,
datasets, and scorers of models.
"""
