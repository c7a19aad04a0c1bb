"""Measures the other rooms, as counts with intervals; it does not know the sidebar.

Held so far: `injected_errors`, true and corrupted sentences against the checker,
`chart_questions`, questions with answers computed from the record itself, and `lab_extraction`,
laboratory reports that are set in type from known results. Not yet: suites, and adapters to public
benchmarks.
"""
