"""Versioned prompt and document-kind files, and their loader; it knows no FHIR and no models."""
