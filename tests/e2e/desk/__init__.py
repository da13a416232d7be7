"""The review desk on the local cloud."""
