"""Pages: they show what services answer, and decide nothing."""
