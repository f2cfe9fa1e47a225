//! Distinguished names: parsing and the key under which two of them are equal.
