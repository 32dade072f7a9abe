"""What has been done to the tables, step by step."""
