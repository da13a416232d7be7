"""Accounts of the review desk on the local cloud, where no invitation arrives by mail."""
