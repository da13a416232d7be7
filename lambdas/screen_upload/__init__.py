"""Screens one upload: reads it, has it analysed, judges it, records the verdict."""
