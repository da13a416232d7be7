"""What the pipeline can do, one construct a capability."""
