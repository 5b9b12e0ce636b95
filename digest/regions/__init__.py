"""Stage three: an article gets its place."""
