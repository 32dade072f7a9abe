"""Reviews and conferences: one or a file of them, into the register and to the cases that wait for them."""
