"""Images of the open chart: where their files come from, and whose they are.

It calls no model. Needs the optional part `imaging` where a file is read.
"""
