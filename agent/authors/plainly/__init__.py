"""Sections for the patient: short sentences, everyday words, the medical name beside them."""
