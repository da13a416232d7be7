"""Opens a case for what is held for a person."""
