"""Tables of names that mean one thing, a class a line, members apart by `|`."""
