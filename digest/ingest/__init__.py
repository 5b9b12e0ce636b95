"""Stage one: a seed becomes drafts."""
