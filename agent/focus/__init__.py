"""A chart narrowed to what belongs to one problem or medicine. It takes no part in the plan."""
