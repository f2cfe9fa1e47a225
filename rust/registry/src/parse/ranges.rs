//! Ranges of consecutive pieces of memory, given by their ends.

/// The start of each piece, which is the end of the previous one, and its end.
pub(crate) fn ranges<E: Copy + Default>(ends: &[E]) -> impl ExactSizeIterator<Item = (E, E)> + '_ {
    let mut start = E::default();
    ends.iter().map(move |end| (std::mem::replace(&mut start, *end), *end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_starts_where_the_one_before_it_ends() {
        assert_eq!(ranges(&[2, 2, 7]).collect::<Vec<_>>(), [(0, 2), (2, 2), (2, 7)]);
        assert_eq!(ranges::<usize>(&[]).len(), 0);
    }
}
