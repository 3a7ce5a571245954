"""The same in a browser: a small server on this machine, for one person, that runs the commands of the command line.

It computes nothing: whatever is worked out is worked out by a command in a process of its own (``jobs``), which writes
its files where the command line would. ``door`` decides who comes in, ``desk`` knows what lies ready, ``looks`` gives
pages their form, ``routes`` has a file for each of them. No library that computes is imported here, so that a window
that is left open takes little memory. It is an extra: nothing here is imported before :func:`serve` is asked for.
"""
