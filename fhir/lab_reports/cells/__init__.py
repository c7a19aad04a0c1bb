"""What a cell of a laboratory report says: pure functions on printed strings.

They know no page and no place: a cell that may mean two things is left unread.
"""
