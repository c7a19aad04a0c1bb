"""A user's labelled material: files, and what is true of them, read strictly.

    beside       files with their truths beside them, in one folder
    lab_reports  laboratory reports and their results
    recordings   dictations and their words
    studies      images and what is seen in them, a line each

What cannot be used is set aside and counted by why; nothing of its content is in an error. Knows
no Inspect, and not who reads the files.
"""
