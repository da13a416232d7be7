"""Applies a verdict: tags the object, alerts people, publishes the event."""
