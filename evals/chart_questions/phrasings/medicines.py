"""Asking about medicines."""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.ways import Ways

MEDICINES: Final[Mapping[str, Ways]] = {
    "current medicines": Ways(
        (
            "What medications is {they} currently taking?",
            "What are {their} current medications?",
            "List {their} active medicines.",
        ),
        (
            "What is {they} on at the moment?",
            "Which drugs does {they} take now?",
        ),
    ),
    "medicines as of a day": Ways(
        (
            "What medications was {they} on as of {day}?",
            "Which medicines was {they} taking on {day}?",
            "What were {their} medications on {day}?",
        ),
        (
            "Back on {day}, what drugs did {they} take?",
            "Medication list as of {day}?",
        ),
    ),
    "ever taken": Ways(
        (
            "Has {they} ever taken {name}?",
            "Was {they} ever prescribed {name}?",
            "Has {they} ever been on {name}?",
        ),
        (
            "Did {they} ever get {name}?",
            "Is there any {name} anywhere in {their} medication history?",
        ),
    ),
    "still taken": Ways(
        (
            "Is {they} still taking {name}?",
            "Is {they} currently on {name}?",
            "Does {they} take {name}?",
        ),
        (
            "Is {name} still active?",
            "Does {they} continue to use {name}?",
        ),
    ),
    "started": Ways(
        (
            "When was {name} started?",
            "When was {name} first prescribed?",
            "When did {they} start {name}?",
        ),
        (
            "Since when has {name} been prescribed?",
            "What is the date of the first {name} order?",
        ),
    ),
    "stopped because": Ways(
        (
            "Why was {name} stopped?",
            "Why was {name} discontinued?",
            "Why did {they} stop taking {name}?",
        ),
        (
            "What was the reason for stopping {name}?",
            "What made them take {them} off {name}?",
        ),
    ),
    "given because": Ways(
        (
            "Why was {name} prescribed?",
            "Why does {they} take {name}?",
            "What is {name} for?",
        ),
        (
            "What is the indication for {name}?",
            "For which condition was {name} ordered?",
        ),
    ),
    "ordered by": Ways(
        (
            "Who prescribed {name}?",
            "Who ordered the {name}?",
        ),
        (
            "Which doctor put {them} on {name}?",
            "Who is the prescriber of {name}?",
        ),
    ),
    "dose": Ways(
        (
            "What dose of {name} is {they} on?",
            "What is {their} {name} dose?",
            "How much {name} does {they} take?",
        ),
        (
            "At what strength is {name} being given?",
            "{name} dose?",
        ),
    ),
    "number of orders": Ways(
        (
            "How many times was {name} prescribed?",
            "How many {name} orders are there?",
        ),
        (
            "How often has {name} been ordered?",
            "What is the number of prescriptions for {name}?",
        ),
    ),
}
