"""HTTP API, SMART launch, CDS Hooks, web pages; it does not know evals.

A `Site` says which EHRs there are; a launch from one of them opens a `Visit` (one person, one
patient, one snapshot of the chart), and everything that the API and the pages do is a method of it.
"""
