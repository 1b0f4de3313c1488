"""The format of session files: from bytes to a session and back, with every fault named by its place."""
