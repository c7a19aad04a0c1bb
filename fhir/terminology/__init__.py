"""Terminology: what codes mean, from resources a user has or from a server. Knows no charts.

`service` says what a terminology service is, `local` is one over CodeSystem, ValueSet and
ConceptMap resources in files, `server` one over a FHIR terminology server. Nothing is shipped but
UCUM, which its library brings.
"""
