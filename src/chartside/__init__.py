"""Chartside drafts clinical text from a FHIR record; every sentence is cited and checked, and nothing leaves unsigned."""
