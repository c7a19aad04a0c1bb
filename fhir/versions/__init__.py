"""Resources of STU3 and R5 in the shape of R4. Knows no charts: one JSON object in, one out."""
