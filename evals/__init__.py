"""Measures the other rooms, as counts with intervals; it does not know the sidebar.

Held so far: `injected_errors`, true and corrupted sentences against the checker, and
`chart_questions`, questions with answers computed from the record itself. Not yet: suites, and
adapters to public benchmarks.
"""
