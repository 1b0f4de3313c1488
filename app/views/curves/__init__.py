"""The curves of a run: loss and accuracy, on training and test points, beside those of earlier runs."""
