"""Tiny random models of the real classes, made once, saved, and loaded through the real code."""
