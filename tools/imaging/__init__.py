"""Images of the open chart: where their files come from, whose they are, and what is said of them.

A model is asked only once imaging is switched on. Needs the optional part `imaging` where a file is
read.
"""
