"""The loss landscape: the loss along parameters or directions, the path of descent on it, and the gradients."""
