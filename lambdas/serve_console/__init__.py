"""The function that hands out the console's files."""
