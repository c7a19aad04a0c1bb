"""Tasks, datasets, scorers and reports; it does not know the sidebar. Empty in this version."""
