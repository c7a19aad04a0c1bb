"""SMART launches: a browser comes from an EHR and leaves with a session."""
