//! How SQLite means to read, for tests: whether a statement finds its rows or looks at all of them.

use super::SqliteStore;

/// How SQLite reads a statement, one step a line.
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

/// Requires that a statement begins with that step, and reads along indexes only.
pub(super) fn assert_reads(sql: &str, first: &str) {
    let steps = plan(sql);
    assert!(steps[0].starts_with(first), "{}\n{:#?}", sql, steps);
    // Whole tables are never read, and nothing is sorted: the first row is out before the last one is found.
    for step in &steps {
        let searches = step.starts_with("SEARCH") || step.ends_with("RIGHT PART OF ORDER BY");
        assert!(searches && !step.contains("TEMP B-TREE"), "{}\n{:#?}", sql, steps);
    }
}

/// Requires that a statement finds what it reads of every row of the constant rows `constants` by that step.
pub(super) fn assert_reads_each(sql: &str, constants: &str, search: &str) {
    let steps = plan(sql);
    assert!(steps.iter().any(|step| step.starts_with(search)), "{}\n{:#?}", sql, steps);
    for step in &steps {
        // What an older SQLite calls them, and what a newer one does.
        let constant_rows = step.contains("CONSTANT ROWS") || step.ends_with("VALUES CLAUSE");
        let whole_table = step.starts_with("SCAN") && !constant_rows && !step.ends_with(constants);
        assert!(!whole_table && !step.contains("TEMP B-TREE"), "{}\n{:#?}", sql, steps);
    }
}
