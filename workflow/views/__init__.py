"""Pages that belong to no room above: steps, notices, the trail, and by what is counted."""
