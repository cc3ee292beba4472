"""What the pages about people read."""
