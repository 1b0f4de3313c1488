"""Icons and other files that the application ships."""
