"""R4 search: definitions as data, a strict query, SQL over the store. Knows nothing of charts."""
