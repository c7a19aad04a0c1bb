"""The answerer that asks a language model for searches, and then for the answer."""
