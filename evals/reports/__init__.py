"""What a run of suites found: to be read, to be compared, to be held to bounds.

    report, writing         plain values with their intervals, and the files they are kept in
    markdown, page, plots   a report to read
    comparing, gate         two reports side by side, and a report held to bounds

Nothing here imports Inspect: a report is read and compared without it.
"""
