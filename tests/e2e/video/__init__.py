"""Videos on the local cloud: their workflow, their jobs, and whatever happens to them."""
