"""The lines of the first layer's neurons on the plane: drawn from the weights, and weights set by dragging them."""
