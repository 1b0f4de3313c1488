"""The network as a diagram, with the controls that change it."""
