"""Stage two: a draft becomes an article."""
