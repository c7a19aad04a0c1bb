"""What a document about a patient must not leave out, and what its citations bear out.

All but `attributing` is read from the JSON of the record, by code that shares nothing with the code
that writes and checks documents.

    lists        problems, medicines and allergies in force
    events       hospital stays, operations, latest results out of their range
    bearing      whether a cited resource holds anything that the sentence says
    attributing  recall and precision of citations after ALCE, by Chartside's own checker
"""
