"""A run of suites in a capsule: what was asked of models and tools, and what came.

    notes       what is noted of one case while it is worked on
    keeping     the capsule of a run: cases as they end, and what the run was
    models      a chat model whose answers are noted, and one that gives noted answers again
    failures    an error as plain values, and back

A replay (`chartside.evals.running.replaying`) asks no model and no network. Tools are run again on
the same records, and what they give is held against what they gave.
"""
