"""What a browser or a feed reader opens."""
