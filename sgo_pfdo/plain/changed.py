"""What is told to the second of two who change the same thing."""


class ChangedMeanwhileError(Exception):
    """Somebody else was faster: it is no longer what the page showed; nothing was written."""
