"""Pages of chapter 3: scoped object → form → service → message → redirect."""
