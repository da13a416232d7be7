"""The function that closes cases with nothing left to decide."""
