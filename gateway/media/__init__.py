"""Files that citizens send: made harmless, kept under names of ours, shown by signed links."""
