"""Reads the results of a video, folds them into spans, judges them, records the verdict."""
