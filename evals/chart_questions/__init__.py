"""Questions about a record with computed answers; it does not know how a chart is read or asked.

    raw          a record as its JSON has it
    expected     what an answer must say, as plain values
    gather       questions and expected answers out of raw JSON
    names        how clinicians call tests
    phrasings    the ways to ask, some kept for patients held out
    questions    every question about a record
    told, score  what an answer says, and whether that is what was expected
    run, report  the questions asked, and counted

Nothing here reads a record through `chartside.fhir.clinical` or the tools, and no phrasing is
shared with the code that understands questions: whoever changes a question here to suit that code
has measured nothing.
"""
