"""The function that answers the review API."""
