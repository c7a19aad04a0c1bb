"""From a sentence to what stands in it: words, dates, quantities, cues. Knows no chart."""
