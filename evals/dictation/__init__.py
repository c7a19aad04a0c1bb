"""What was heard against what was said: words, letters, and the numbers and medicines among them.

    words     a text as words that can be compared, and which of them are numbers and medicines
    grade     one recording as counts over counts

Knows no model and no Inspect.
"""
