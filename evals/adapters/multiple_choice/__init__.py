"""Questions with options: read, put to a model in one form, and graded by the option it chose.

question   a question with its options
reading    files of rows as JSON
parsing    which option an answer means
asking     the task of Inspect
"""
