"""The rules of content moderation: standard library only, no clock, no environment, no AWS."""
