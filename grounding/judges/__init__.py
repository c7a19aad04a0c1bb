"""One rule a file: each says whether an entry bears out one part of a claim, and why not."""
