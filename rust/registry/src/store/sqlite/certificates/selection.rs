//! Certificates selected by their times: those of all users, page after page along an index, and those found by lookup hashes.

use crate::model::certificate::CertificateSelection;
use crate::model::user::ACCOUNT_DISABLED;
use crate::store::sqlite::users::identity::identity_columns;

use super::{certificate_columns, found, found_order, own_columns};

/// The values of a statement for selected certificates: a place (where a page begins, or lookup hashes), the selection and the limit.
pub(super) fn values(
    selection: &CertificateSelection,
    place: (i64, i64, i64),
    limit: i64,
) -> [Option<i64>; 9] {
    [
        Some(place.0),
        Some(place.1),
        Some(place.2),
        selection.not_after_from,
        selection.not_after_before,
        selection.published_after,
        Some(selection.now),
        Some(ACCOUNT_DISABLED.into()),
        Some(limit),
    ]
}

/// Certificates found by lookup hashes.
pub(super) fn found_sql(selection: &CertificateSelection) -> String {
    format!(concat!(found!("BETWEEN ?1 AND ?2"), "{}", found_order!(), " LIMIT ?9"), conditions(selection))
}

/// The conditions for certificates. `+` keeps a condition from being used for an index, because the index is chosen separately.
fn conditions(selection: &CertificateSelection) -> String {
    [
        (selection.not_after_from.is_some(), " AND +c.not_after >= ?4"),
        (selection.not_after_before.is_some(), " AND c.not_after < ?5"),
        (selection.published_after.is_some(), " AND +c.publication_time > ?6"),
        (!selection.include_revoked, " AND c.revocation_time IS NULL"),
        (
            selection.account_disabled,
            " AND c.revocation_time IS NULL AND c.not_before <= ?7 AND +c.not_after >= ?7
              AND (u.gone_since IS NOT NULL OR u.user_account_control & ?8 <> 0)",
        ),
    ]
    .into_iter()
    .filter_map(|(wanted, condition)| wanted.then_some(condition))
    .collect()
}

/// A page, read by the index of its order.
pub(super) fn page_sql(selection: &CertificateSelection, resumed: bool) -> String {
    let (index, column) = if selection.is_by_publication() {
        ("certificate_publication", "c.publication_time")
    } else {
        ("certificate_not_after", "c.not_after")
    };
    let mut sql = format!(
        concat!(
            "SELECT ",
            certificate_columns!(),
            ", {} FROM certificate c INDEXED BY {} CROSS JOIN user u ON u.user_key = c.user_key{} WHERE ",
        ),
        if selection.include_revoked { "a.operating_system_user" } else { "NULL" },
        index,
        if selection.include_revoked { " LEFT JOIN audit a ON a.sequence = c.revocation_entry" } else { "" },
    );
    // The lower bound of the index must be one condition: of two, SQLite might use the one with which every page
    // starts at the beginning again. For a following page, the position is the stricter one.
    if resumed {
        sql.push_str(&format!("({}, c.user_key, c.certificate_key) > (?1, ?2, ?3)", column));
    } else {
        sql.push_str(
            match (selection.is_by_publication(), selection.not_after_from, selection.account_disabled) {
                (true, _, _) => "c.publication_time > ?6",
                (false, Some(_), _) => "c.not_after >= ?4",
                (false, None, true) => "c.not_after >= ?7",
                (false, None, false) => "c.not_after >= -9223372036854775808",
            },
        );
    }
    sql.push_str(&conditions(selection));
    sql.push_str(&format!(" ORDER BY {}, c.user_key, c.certificate_key LIMIT ?9", column));
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::plan::assert_reads;

    #[test]
    fn every_selection_is_read_along_its_index_or_by_its_hash() {
        let times = [None, Some(7)];
        for bits in 0..32 {
            let selection = CertificateSelection {
                include_revoked: bits & 1 != 0,
                account_disabled: bits & 2 != 0,
                now: 5,
                not_after_from: times[bits >> 2 & 1],
                not_after_before: times[bits >> 3 & 1],
                published_after: times[bits >> 4 & 1],
            };
            let (index, column) = if selection.is_by_publication() {
                ("certificate_publication", "publication_time")
            } else {
                ("certificate_not_after", "not_after")
            };
            assert_reads(
                &page_sql(&selection, false),
                &format!("SEARCH c USING INDEX {} ({}>", index, column),
            );
            let position = format!("(({},user_key,certificate_key)>(?,?,?)", column);
            assert_reads(
                &page_sql(&selection, true),
                &format!("SEARCH c USING INDEX {} {}", index, position),
            );
            assert_reads(
                &found_sql(&selection),
                "SEARCH l USING PRIMARY KEY (lookup_hash>? AND lookup_hash<?)",
            );
        }
    }
}
