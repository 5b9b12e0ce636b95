"""Stage five: feeds, pages and mails as bytes."""
