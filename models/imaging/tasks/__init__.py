"""What models say of images: findings that a person can check. Off until it is switched on.

A medical-device function: whoever calls it asks `chartside.models.enabled` first. Knows no FHIR.
Prompts are handed in, so that a finding names the versions it was asked with.
"""
