"""What a chart's entries say, in the words that sentences are compared with. Judges nothing."""
