"""Answers of a given shape, verified after the fact; knows no prompt's subject and no backend."""

from chartside.models.structured.asking import Answer, ask_for

__all__ = ["Answer", "ask_for"]
