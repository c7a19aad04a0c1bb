"""Questions about one patient: understood, planned as tool calls, answered with sources.

Whatever decides what is asked sees the question, and of the chart its codes and counts. Knows no
command line, and no text of a note.
"""
