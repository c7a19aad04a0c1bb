"""Measures the other rooms, as counts with intervals; it does not know the sidebar.

Held so far: `injected_errors`, true and corrupted sentences against the checker,
`chart_questions`, questions with answers computed from the record itself, `lab_extraction`,
laboratory reports that are set in type from known results, and `suites`, which Inspect runs and
reports on (`registry` is what it finds them by). Not yet: adapters to public benchmarks.
"""
