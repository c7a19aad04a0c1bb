"""A small record system for demonstrations and tests; it knows no part of the sidebar.

FHIR R4 server, SMART authorization server, CDS Hooks client and the page of an EHR, over a record
in memory. It is strict: scopes are enforced, tokens checked, what is good once is good once. It is
not made for the data of people, and holds none.
"""
