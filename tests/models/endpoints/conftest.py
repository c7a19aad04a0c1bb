"""A model server that does as a test tells it."""

from tiny.served import asks, doing, serve

__all__ = ["asks", "doing", "serve"]
