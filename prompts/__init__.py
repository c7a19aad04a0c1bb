"""Versioned prompt and document-kind files, and their loader. Knows no FHIR and no models."""
