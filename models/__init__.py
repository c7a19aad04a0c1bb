"""The model family behind small interfaces; it knows no FHIR and no agents. Empty in this version."""
