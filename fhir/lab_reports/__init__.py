"""Laboratory reports: words on a page in, rows with their places out, and FHIR made from them.

It does not know who read the words (a text layer, an OCR engine or a model): it is given pages.
"""
