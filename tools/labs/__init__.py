"""Reading laboratory reports, for a tool, a command and a page: files in, judged results out.

It knows no chart but the one that it is given, and nothing of sign-off.
"""
