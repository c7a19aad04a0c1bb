"""Words on pages become rows: lines, columns by gaps and headings, cells with roles.

It knows where words stand and what kind of thing a cell holds (a number, a unit, a range), not
which analyte is which. What it does not understand it sets aside.
"""
