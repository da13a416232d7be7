"""Records a video job, and starts waiting jobs as long as slots are free."""
