"""Answers by fixed rules, one file for each thing that a question can be about; none knows a model.

Every sentence is made from the entries that it cites, and only of those that were read.
"""
