"""The timeline under the window: where a run has been, to look back at, to play, and to go on from."""
