"""Asking about procedures, vaccines and visits."""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.ways import Ways

EVENTS: Final[Mapping[str, Ways]] = {
    "last procedure": Ways(
        (
            "When was {their} last {name}?",
            "When did {they} last have {name}?",
        ),
        (
            "What is the date of the most recent {name}?",
            "When was {name} done most recently?",
        ),
    ),
    "ever done": Ways(
        (
            "Has {they} ever had {name}?",
            "Was {name} ever done?",
        ),
        (
            "Did {they} ever undergo {name}?",
            "Is there any record of {name}?",
        ),
    ),
    "number of procedures": Ways(
        (
            "How many times has {they} had {name}?",
            "How many procedures of {name} are there?",
        ),
        (
            "How often was {name} performed?",
            "What is the count of {name} in {their} chart?",
        ),
    ),
    "last vaccine": Ways(
        (
            "When was {their} last {name} vaccine?",
            "When was {they} last vaccinated against {name}?",
        ),
        (
            "When did {they} get the latest {name} shot?",
            "What is the date of {their} most recent {name} immunization?",
        ),
    ),
    "number of vaccines": Ways(
        (
            "How many {name} vaccines has {they} had?",
            "How many times was {they} vaccinated against {name}?",
        ),
        (
            "How many {name} shots did {they} get?",
            "Number of {name} immunizations?",
        ),
    ),
    "number of visits": Ways(
        (
            "How many {visits} are there?",
            "How many {visits} has {they} had?",
        ),
        (
            "What is the total number of {visits}?",
            "Count {their} {visits}.",
        ),
    ),
    "visits in a year": Ways(
        (
            "How many {visits} did {they} have in {year}?",
            "How many {visits} were there in {year}?",
        ),
        (
            "In {year}, how many {visits} were recorded?",
            "Number of {visits} during {year}?",
        ),
    ),
    "last visit": Ways(
        (
            "When was {their} last {visit}?",
            "When was {their} most recent {visit}?",
        ),
        (
            "What is the date of the latest {visit}?",
            "When did {they} last have a {visit}?",
        ),
    ),
    "length of stay": Ways(
        (
            "How long was {they} in hospital from {day}?",
            "How long did the admission of {day} last?",
        ),
        (
            "What was the length of stay for the hospitalization that began on {day}?",
            "{They} was admitted on {day}: for how long?",
        ),
    ),
    "seen by": Ways(
        (
            "Who saw {them} on {day}?",
            "Which clinician did {they} see on {day}?",
        ),
        (
            "Who was the provider at the visit of {day}?",
            "With whom was the appointment on {day}?",
        ),
    ),
    "seen where": Ways(
        (
            "Where was {they} seen on {day}?",
            "Where did the visit on {day} take place?",
        ),
        (
            "At which institution was the encounter of {day}?",
            "Which facility did {they} go to on {day}?",
        ),
    ),
    "seen because": Ways(
        (
            "Why was {they} seen on {day}?",
            "What was the reason for the visit on {day}?",
        ),
        (
            "What brought {them} in on {day}?",
            "For what complaint did {they} come on {day}?",
        ),
    ),
}
