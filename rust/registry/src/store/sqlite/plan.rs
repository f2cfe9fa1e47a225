//! Query plans for tests: whether a statement uses an index or scans a table.

use super::SqliteStore;

/// The query plan of a statement, one step per line.
fn plan(sql: &str) -> Vec<String> {
    let store = SqliteStore::in_memory().unwrap();
    let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql)).unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    steps
}

/// Requires that a plan begins with this step, and uses indexes only.
pub(super) fn assert_reads(sql: &str, first: &str) {
    let steps = plan(sql);
    assert!(steps[0].starts_with(first), "{}\n{:#?}", sql, steps);
    // No table is scanned, and nothing is sorted: the first row is returned before the last one is found.
    for step in &steps {
        let searches = step.starts_with("SEARCH") || step.ends_with("RIGHT PART OF ORDER BY");
        assert!(searches && !step.contains("TEMP B-TREE"), "{}\n{:#?}", sql, steps);
    }
}

/// Requires that a plan uses this step for each row of the constant rows `constants`.
pub(super) fn assert_reads_each(sql: &str, constants: &str, search: &str) {
    let steps = plan(sql);
    assert!(steps.iter().any(|step| step.starts_with(search)), "{}\n{:#?}", sql, steps);
    for step in &steps {
        // Their names in older and newer versions of SQLite.
        let constant_rows = step.contains("CONSTANT ROWS") || step.ends_with("VALUES CLAUSE");
        let whole_table = step.starts_with("SCAN") && !constant_rows && !step.ends_with(constants);
        assert!(!whole_table && !step.contains("TEMP B-TREE"), "{}\n{:#?}", sql, steps);
    }
}
