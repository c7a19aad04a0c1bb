"""Suites run by Inspect over Chartside's assistant, and what a case of theirs holds.

    run         suites run by Inspect, and its logs read
    patients    the records that a suite is run on, and the assistant at work on their charts
    models      who answers: an author, or a chat model
    work, cost  the work of one case, and what it took
    answering   questions put to the assistant
    grading     what a grade holds: counts, and what went wrong beside its source

Only modules that say so import `inspect_ai`.
"""
