"""The two databases that a sign-off store may lie in; knows no table of it."""
