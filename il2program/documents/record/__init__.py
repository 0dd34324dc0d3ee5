"""The record of one patient as a file that proves itself without the program."""
