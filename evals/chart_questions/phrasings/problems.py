"""Asking about problems, allergies and the family."""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.ways import Ways

PROBLEMS: Final[Mapping[str, Ways]] = {
    "active problems": Ways(
        (
            "What are {their} active problems?",
            "Which active diagnoses does {they} have?",
            "What conditions does {they} currently have?",
        ),
        (
            "What is on {their} problem list?",
            "What ongoing illnesses does {they} live with?",
        ),
    ),
    "ever had": Ways(
        (
            "Has {they} ever had {name}?",
            "Was {they} ever diagnosed with {name}?",
            "Is there a history of {name}?",
        ),
        (
            "Did {they} have {name} at any time?",
            "Any past or present {name}?",
        ),
    ),
    "still active": Ways(
        (
            "Is {their} {name} still active?",
            "Has {their} {name} resolved?",
        ),
        (
            "Is {name} an ongoing problem?",
            "Is {name} over by now?",
        ),
    ),
    "diagnosed on": Ways(
        (
            "When was {their} {name} diagnosed?",
            "When did {their} {name} begin?",
            "What is the onset date of {name}?",
        ),
        (
            "Since when has {they} had {name}?",
            "When was {name} first noted?",
        ),
    ),
    "how long": Ways(
        (
            "How long has {they} had {name}?",
            "For how long has {their} {name} been known?",
        ),
        (
            "How many years has {they} been living with {name}?",
            "What is the duration of {their} {name}?",
        ),
    ),
    "age at diagnosis": Ways(
        (
            "How old was {they} when {name} was diagnosed?",
            "At what age was {name} diagnosed?",
        ),
        (
            "What was {their} age at the onset of {name}?",
            "How old was {they} at the time {name} began?",
        ),
    ),
    "resolved on": Ways(
        (
            "When did {their} {name} resolve?",
            "When was {their} {name} resolved?",
        ),
        (
            "On what date did {name} end?",
            "When was {they} over {their} {name}?",
        ),
    ),
    "allergies": Ways(
        (
            "What allergies does {they} have?",
            "What is {they} allergic to?",
            "List {their} allergies.",
        ),
        (
            "Which substances should {they} avoid because of an allergy?",
            "Any known allergies? Which?",
        ),
    ),
    "allergic to": Ways(
        (
            "Is {they} allergic to {name}?",
            "Does {they} have an allergy to {name}?",
        ),
        (
            "Is a {name} allergy on file?",
            "Could {name} be a problem because of an allergy?",
        ),
    ),
    "reaction": Ways(
        (
            "What reaction did {they} have to {name}?",
            "How did {they} react to {name}?",
        ),
        (
            "What happens when {they} gets {name}?",
            "What kind of allergic reaction is recorded for {name}?",
        ),
    ),
    "in the family": Ways(
        (
            "Does {their} {kin} have {name}?",
            "Did {their} {kin} have {name}?",
        ),
        (
            "Is {name} recorded for {their} {kin}?",
            "Was {their} {kin} ever known to have {name}?",
        ),
    ),
}
