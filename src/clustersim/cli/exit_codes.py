"""What a command tells the shell at its end; 0 is success."""

SOME_FAILED = 1  # a batch went on to its end, but some of its runs failed
WRONG_INPUT = 2  # something that a person can mend: the message says what
INTERRUPTED = 130  # by Ctrl-C: 128 and the number of the signal
