"""Laboratory reports that are set in type from known results; it does not know how one is read.

    analytes, words     what laboratories measure and print, in five languages
    figures             numbers, dates and units as a country prints them
    truth               what a report says, as plain values
    invented            a patient and results, drawn by seed
    marking             where each value came to stand
    typst_pages, browser_pages, drawn_pages   three ways to make a PDF
    layouts             the reports, half of them held out
    shared_reports      published reports and the results that came with them
    read, baseline      the reader under test, and a plain reader of tables beside it
    matching, figures_of, run, summary   counted

Nothing here reads a page through `chartside.fhir.lab_reports` but the module `read`, and no word
list is shared with it: whoever changes a layout here to suit a reader has measured nothing.
"""
