//! Reading ahead: on a second connection and a thread of its own, while the pipeline is busy with the previous ones.

mod background_reader;
mod holders;
mod listing;
