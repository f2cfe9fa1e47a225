//! `objectGUID`: sixteen bytes in the directory's byte order, and its texts.
