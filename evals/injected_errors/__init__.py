"""True sentences made from a record, each made false in a known way; it knows no checker's insides.

    facts        what a sentence says, as plain values
    gather       facts out of a chart
    truth        whether a fact holds, by logic of its own
    names        how clinicians call tests, diseases, medicines, vaccines, visits
    phrasing     facts as sentences
    corruptions  the ways to make one false
    cases        true sentences and their corrupted twins
    run, scores, report

The checker is handed in and is known by its signature only. Its rules, and the templates of the
authors, share nothing with what is here: whoever changes a sentence here to suit the checker has
measured nothing.
"""
