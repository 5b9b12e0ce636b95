"""Stage six: a mail reaches a person."""
