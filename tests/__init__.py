"""The tests of the pipeline, by what they need to run."""
