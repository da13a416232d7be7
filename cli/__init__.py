"""`moderate`: where contents stand and why, dead letters, re-screens and the policy."""
