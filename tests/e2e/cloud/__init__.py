"""The local cloud itself: its life, its bridge, its wire."""
