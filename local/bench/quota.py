"""The quota that the bench gives the pipeline and the stand-in alike."""

IMAGE_TPS = 10
"""Calls a second of each kind: small enough that the quota is the limit, not the local cloud."""
