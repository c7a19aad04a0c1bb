"""Who writes a section from its evidence. An author knows no graph and no other section."""
