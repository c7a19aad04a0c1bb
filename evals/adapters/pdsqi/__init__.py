"""PDSQI-9, an instrument of nine items for summaries of a record, asked of a judge.

    instrument  the items and what their points stand for, as data in `instrument.toml`
    summaries   summaries with the notes they were written from: a user's, or our own
    rating      the task of Inspect

The instrument was validated with physicians as raters (Croxford et al., J Am Med Inform Assoc 2025,
doi:10.1093/jamia/ocaf068); its items are told here in our own words.
"""
