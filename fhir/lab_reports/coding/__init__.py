"""What was measured, as LOINC says it: candidates with a score, and a code only where it is sure.

Name, specimen, unit and method have to agree, and no other code may be near. It knows no models: a
code is never chosen by one. `NOTICE.md` is LOINC's notice, which goes with the tables.
"""
