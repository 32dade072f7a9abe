"""The try-out: the whole job on one machine, with played people and a clock that steps."""
