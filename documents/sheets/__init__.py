"""Excel in and out, the same for every room: templates, marked copies, previews, one confirmed act, its undoing."""
