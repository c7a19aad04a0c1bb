"""Asking about results and vital signs."""

from collections.abc import Mapping
from typing import Final

from chartside.evals.chart_questions.phrasings.ways import Ways

RESULTS: Final[Mapping[str, Ways]] = {
    "latest value": Ways(
        (
            "What is {their} most recent {name}?",
            "What was the last {name}?",
            "Latest {name}?",
            "What is {their} current {name}?",
        ),
        (
            "Can you tell me the newest {name} we have on file?",
            "Where does {their} {name} stand now?",
            "Give me the {name} from the last time it was measured.",
            "{name}, last value and date please",
        ),
    ),
    "first value": Ways(
        (
            "What was {their} first {name}?",
            "What is the earliest {name} on record?",
            "When was {name} first measured, and what was it?",
        ),
        (
            "What {name} did {they} start out with?",
            "Oldest {name} in the chart?",
            "What did the very first {name} come to?",
        ),
    ),
    "highest value": Ways(
        (
            "What was {their} highest {name}?",
            "What is the maximum {name} on record, and when was it?",
            "What was the highest {name} ever recorded?",
        ),
        (
            "What was the peak {name}?",
            "How high did {their} {name} get at its worst?",
            "Largest {name} so far?",
        ),
    ),
    "lowest value": Ways(
        (
            "What was {their} lowest {name}?",
            "What is the minimum {name} on record, and when was it?",
            "What was the lowest {name} ever recorded?",
        ),
        (
            "What was the nadir of {their} {name}?",
            "How low has {their} {name} been?",
            "Smallest {name} so far?",
        ),
    ),
    "value on a day": Ways(
        (
            "What was the {name} on {day}?",
            "What was {their} {name} on {day}?",
            "{name} on {day}?",
        ),
        (
            "On {day}, what did {their} {name} come back as?",
            "Which {name} did {they} have on {day}?",
            "Tell me the {name} dated {day}.",
        ),
    ),
    "highest in a year": Ways(
        (
            "What was {their} highest {name} in {year}?",
            "What was the maximum {name} in {year}?",
        ),
        (
            "In {year}, what did {their} {name} peak at?",
            "During {year}, how high did the {name} go?",
        ),
    ),
    "last before a day": Ways(
        (
            "What was the last {name} before {day}?",
            "What was {their} most recent {name} before {day}?",
        ),
        (
            "As of the day before {day}, what was the newest {name}?",
            "Prior to {day}, what was {their} last {name}?",
        ),
    ),
    "trend": Ways(
        (
            "How has {their} {name} changed over time?",
            "What is the trend of {their} {name}?",
            "Is {their} {name} rising or falling?",
        ),
        (
            "Which way is the {name} heading?",
            "Has {their} {name} been going up or down over the years?",
            "How is the {name} trending?",
        ),
    ),
    "against the one before": Ways(
        (
            "Is the latest {name} higher or lower than the one before?",
            "Is {their} last {name} higher than the previous one?",
            "How does the latest {name} compare with the previous one?",
        ),
        (
            "Did the {name} go up or down since the last but one?",
            "Compared with the measurement before it, did {their} newest {name} rise or fall?",
        ),
    ),
    "between two days": Ways(
        (
            "Was {their} {name} higher on {day} or on {other}?",
            "Did {their} {name} go up between {day} and {other}?",
            "How did the {name} change between {day} and {other}?",
        ),
        (
            "From {day} to {other}, did the {name} rise or fall?",
            "Comparing {day} with {other}, which way did {their} {name} move?",
        ),
    ),
    "number of results": Ways(
        (
            "How many {name} results are there?",
            "How many times was {their} {name} measured?",
            "How often has {name} been measured?",
        ),
        (
            "What is the number of {name} values in the chart?",
            "Count {their} {name} measurements.",
        ),
    ),
    "number in a year": Ways(
        (
            "How many {name} results were there in {year}?",
            "How many times was {their} {name} measured in {year}?",
        ),
        (
            "In {year}, how many {name} values were recorded?",
            "How often did {they} have {name} checked during {year}?",
        ),
    ),
    "ever above": Ways(
        (
            "Was {their} {name} ever above {limit}?",
            "Has {their} {name} ever been higher than {limit}?",
            "Has {name} ever exceeded {limit}?",
        ),
        (
            "Did {their} {name} ever go over {limit}?",
            "Any {name} > {limit}?",
        ),
    ),
    "ever below": Ways(
        (
            "Was {their} {name} ever below {limit}?",
            "Has {their} {name} ever been lower than {limit}?",
        ),
        (
            "Did {their} {name} ever drop under {limit}?",
            "Any {name} < {limit}?",
        ),
    ),
    "outside its range": Ways(
        (
            "Is the latest {name} abnormal?",
            "Is {their} most recent {name} outside its reference range?",
            "Was the last {name} out of range?",
        ),
        (
            "Is there anything wrong with the latest {name}?",
            "Was {their} last {name} flagged as abnormal?",
        ),
    ),
    "latest pressure": Ways(
        (
            "What was {their} last blood pressure?",
            "What is {their} most recent blood pressure?",
            "Latest BP?",
        ),
        (
            "What did the blood pressure read last time?",
            "Newest BP reading, please",
        ),
    ),
    "time between results": Ways(
        (
            "How long is it between the first and the last {name}?",
            "How much time passed between {their} first and latest {name}?",
        ),
        (
            "What period do {their} {name} values span?",
            "How far apart are the earliest and the newest {name}?",
        ),
    ),
    "smoking": Ways(
        (
            "What is {their} smoking status?",
            "Does {they} smoke?",
        ),
        (
            "What does the chart say about tobacco use?",
            "Is {they} a smoker?",
        ),
    ),
}
