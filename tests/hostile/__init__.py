"""Files made to hurt: each goes through the ingest of a desk in a process of its own, which is timed and weighed."""
