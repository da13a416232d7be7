"""Real sample files, made on the spot: for the tests, the demo and the bench."""
