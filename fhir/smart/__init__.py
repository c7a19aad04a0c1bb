"""A client of SMART App Launch 2.2: launch, scopes, tokens, who signed in, Backend Services.

Protocol only. It knows no web framework, no session and no storage: what must outlive a step is
handed to the caller, who keeps it bound to one browser.
"""
