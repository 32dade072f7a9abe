"""One file for each step, in the order that the files name."""
