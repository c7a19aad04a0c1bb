"""Files of a user's own, read whole: their bytes, their text, their rows, and what was set aside.

Messages name file and line; nothing of what stands there, for it may be a patient's.
"""
