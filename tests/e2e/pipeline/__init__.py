"""The promises, end to end: the real templates, handlers and IAM on the local cloud."""
