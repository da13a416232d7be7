"""What runs in Lambda: one package a function, and `moderation`, which they share."""
