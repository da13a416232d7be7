"""Adapters: one a port, each turning AWS's errors into the domain's (see `errors.py`)."""
