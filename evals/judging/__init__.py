"""Models that judge what code cannot, and how far to trust them.

    judge     one question put to a model, one verdict a call
    kept      verdicts in a case of Inspect's: those there are, and those a judge failed to give
    rows      a user's rows of JSON or CSV, read strictly
    labels    cases that people judged, as a file of lines
    audit     a judge asked about cases that people judged
    compared  what it gave beside what people gave: counts, kappa, what sways judges
    kappa     Cohen's coefficient, plain and weighted
    told      an audit as plain values and as Markdown
    page      an audit as a page, and its files
    trusted   what an audit says of a judge, in one line

A judged figure is as good as its judge: nothing here makes a verdict true.
"""
