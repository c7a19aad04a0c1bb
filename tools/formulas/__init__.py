"""Clinical formulas, and where in a chart each finds what it takes. Knows no tool and no agent."""
