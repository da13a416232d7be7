"""The function that opens cases."""
