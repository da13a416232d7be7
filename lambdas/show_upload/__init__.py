"""The one function that shows uploads to people."""
