"""What a model says of images against what a user knows of them.

    overlap   boxes that lie on each other
    cases     studies as single questions
    looking   the question put to a chat model; labelling, to MedSigLIP
    grade     its answer as counts over counts

A medical-device function: whoever calls it asks `chartside.models.enabled` first. Knows no Inspect.
"""
