"""The clock that makes the work happen."""
