//! Prediction of keys, to avoid look-ups.

/// Predicts the key of the next row: a repeated export is mostly in the order in which its rows were given their
/// keys. The row with the predicted key is compared with the wanted one, which is looked up if they differ.
#[derive(Debug, Default)]
pub(crate) struct PredictedKeys {
    last: i64,
    in_order: bool,
}

impl PredictedKeys {
    /// The predicted key of the next row, as long as they are in order.
    pub(crate) fn next(&self) -> Option<i64> {
        self.last.checked_add(1).filter(|_| self.in_order)
    }

    /// Records the key of the next row.
    pub(crate) fn found(&mut self, key: i64) {
        self.in_order = self.last.checked_add(1) == Some(key);
        self.last = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_while_they_come_in_order() {
        let mut keys = PredictedKeys::default();
        let told = [1, 2, 9, 10, 4, i64::MAX - 1, i64::MAX].map(|key| {
            keys.found(key);
            keys.next()
        });
        assert_eq!(told, [Some(2), Some(3), None, Some(11), None, None, None]);
        assert_eq!(PredictedKeys::default().next(), None);
    }
}
