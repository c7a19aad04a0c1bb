"""Counts in words, for messages and documents."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`.

    >>> counted(1, "row"), counted(2500, "entry", "entries")
    ('1 row', '2,500 entries')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
