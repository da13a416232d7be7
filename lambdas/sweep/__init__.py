"""Finds what stayed unenforced or stuck, and sends it through again."""
