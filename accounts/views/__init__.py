"""The door, and the pages of the three administrators."""
