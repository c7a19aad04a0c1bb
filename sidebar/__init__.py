"""HTTP API, SMART launch, CDS Hooks, web pages; it does not know evals. Empty in this version."""
