"""Stage four: which article goes into which feed and which edition."""
