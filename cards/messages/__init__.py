"""What is said of a case: one builder for each meaning, and the words and parts that they share."""
