"""The parts of the benchmark that need Qt: the real window, and the plot of the results."""
