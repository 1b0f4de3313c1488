"""How fast chalknet is on this machine, beside the peers that are installed: what `chalknet bench` measures.

Each part (suite.PARTS) is measured in a process of its own, with one thread for each library, and comes back as tables
(report.py). Where to begin: rounds.py says how things are timed; contest.py, peers.py and engines.py who trains what;
training.py, modules.py, pictures.py, costs.py, history.py, window.py and start.py are the parts. Only qt/ knows Qt.
"""
