"""The model family behind small interfaces; knows no FHIR and no agents."""
