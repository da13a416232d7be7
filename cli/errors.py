"""How a command ends when it cannot do what it was asked."""


class CommandError(Exception):
    """Wrong usage, or something cannot be reached. The message is plain sentences for people."""

    exit_code = 2


class AnswerIsNo(CommandError):
    """The question was understood and the answer is "no": unknown content, a faulty policy."""

    exit_code = 1
