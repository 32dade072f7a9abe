"""What goes out by mail: cards and letters put into words, their headers, the pace, and what was not seen to go."""
