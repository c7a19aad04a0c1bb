"""Benchmarks over notes and dialogues: read, put to the assistant or to a model, and counted.

    tables           CSV files, a row at a time, and what of them was set aside
    samples          the invented cases that stand in, written out in each benchmark's format
    built_charts     a chart that is built for one case, and who is asked about it
    answers          one plain prompt, one answer; what a judge is asked of a text
    said_by          which sentences a text said by somebody bears out
    rouge            n-grams that a text shares with a reference, as counts
    note_graded      a note held against the reference, with the checker's and a judge's words on it
    cited_note       ArchEHR-QA: a note in numbered sentences, its questions and its key
    cited            ArchEHR-QA: which sentences an answer cites, and which it should
    summaries_asked  EHRNoteQA: discharge summaries, a question and five choices
    encounters       ACI-Bench: dialogues of visits and their notes
    divisions        ACI-Bench: the four parts of a note, told by its headings
    conversations    MTS-Dialog: short dialogues, a section of a note and its header

Only `note_graded` knows Inspect.
"""
