"""What holds for all tests."""

from hypothesis import settings

settings.register_profile("pipeline", deadline=None)  # how fast a machine is, is no fact of ours
settings.load_profile("pipeline")
