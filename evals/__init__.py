"""Measures the other rooms, as counts with intervals; it does not know the sidebar.

suite, catalog, registry    what a suite says of itself, and which there are
suites, adapters            Chartside's own suites, and public benchmarks run the same way
running, capsule            suites run by Inspect over the assistant, and replayed without models
user_files, labelled        a user's own files: read, and with what is true of each beside it
padding, key_facts, attacks what suites are made of
reports                     what a run found, compared, held to bounds
judging                     models that judge, and how far to trust them
authoring                   suites of a user's own
baselines                   flows of others to be measured beside the assistant
chart_questions             questions with answers computed from the record itself
injected_errors             true and corrupted sentences against the checker
lab_extraction              laboratory reports set in type from known results
"""
