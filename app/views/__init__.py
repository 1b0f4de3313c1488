"""One file, or one folder, per thing you see. Each view is given the document and the training; siblings never
import each other."""
