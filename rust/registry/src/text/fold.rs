//! Folding: the key under which two texts are the same name.
