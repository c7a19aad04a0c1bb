"""Questions with options: read, put to a model in one form, and graded by the option it chose.

    question   a question with its options
    reading    files of rows as JSON
    parsing    which option an answer means
    asking     the task of Inspect
    samples    invented questions, written out as a user's copy is

Nothing here knows a benchmark: each has its fields and its declaration beside this package.
"""
