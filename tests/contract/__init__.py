"""One test class a port, run against its fake and its adapter alike."""
