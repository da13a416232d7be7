"""The console in a real browser, against a scripted API on this machine's loopback."""
