"""Five invented years of one city, acted out through the real services."""
