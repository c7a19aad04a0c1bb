"""The sections of the extractive author: one file each, a function from evidence to sentences.

None knows another; what they share is in `wording`, `trends` and `moment`.
"""
