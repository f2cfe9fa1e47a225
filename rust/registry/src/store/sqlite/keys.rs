//! Keys in SQL: what they stand for.

use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::ToSql;

use crate::model::keys::{CertificateKey, UserKey};

impl ToSql for UserKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for UserKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<UserKey> {
        i64::column_result(value).map(UserKey)
    }
}

impl ToSql for CertificateKey {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for CertificateKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<CertificateKey> {
        i64::column_result(value).map(CertificateKey)
    }
}
