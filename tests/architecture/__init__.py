"""The house: import arrows, sizes, docstrings, names, pins."""
