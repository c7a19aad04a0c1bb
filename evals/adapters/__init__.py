"""Public benchmarks run as suites: their file formats, their published forms, our counts.

One file of code and one declaration for each; what several share, or what needs more room, is a
package beside them. Nothing of a benchmark is shipped: without a user's copy an adapter runs on a
few invented cases in the benchmark's format.
"""
