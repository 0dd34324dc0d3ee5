"""What a machine needs before the program can run; the standard library only."""
