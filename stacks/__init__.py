"""The infrastructure: two stacks, composed of capabilities, built from parts."""
