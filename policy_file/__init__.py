"""The policy as a file for people: YAML in, a checked policy or a readable report out."""

from policy_file.reading import check, read
from policy_file.report import LocatedProblem, PolicyFileError

__all__ = ["LocatedProblem", "PolicyFileError", "check", "read"]
