//! Sums over valid certificates.

use crate::error::Result;
use crate::model::certificate::{type_from_code, Total, Totals};
use crate::model::time::Microseconds;
use crate::store::sqlite::error::At;
use crate::store::sqlite::SqliteStore;

impl SqliteStore {
    pub(crate) fn read_totals(&self, now: Microseconds, week: Microseconds) -> Result<Totals> {
        let by_week = self.read_expiries_by_week(now, week)?;
        Ok(Totals { by_week, by_pool: self.read_totals_by_pool(now)? })
    }

    fn read_expiries_by_week(&self, now: Microseconds, week: Microseconds) -> Result<Vec<(i64, u64)>> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT (not_after - ?1) / ?2, count(*) FROM certificate
                 WHERE revocation_time IS NULL AND not_before <= ?1 AND not_after >= ?1 GROUP BY 1",
            )
            .at(&self.location)?;
        let rows = statement
            .query_map((now, week), |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
            .at(&self.location)?;
        rows.collect::<rusqlite::Result<_>>().at(&self.location)
    }

    fn read_totals_by_pool(&self, now: Microseconds) -> Result<Vec<Total>> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT h.registrar_pool, certificate_type(c.details), has_device(c.details), count(*)
                 FROM certificate c JOIN user u ON u.user_key = c.user_key
                 LEFT JOIN home_server h ON h.home_server_key = u.home_server_key
                 WHERE c.revocation_time IS NULL AND c.not_before <= ?1 AND c.not_after >= ?1
                 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            )
            .at(&self.location)?;
        let rows = statement
            .query_map([now], |row| {
                let code: u8 = row.get(1)?;
                Ok(Total {
                    registrar_pool: row.get(0)?,
                    certificate_type: type_from_code(code)
                        .ok_or(rusqlite::Error::IntegralValueOutOfRange(1, code.into()))?
                        .name(),
                    has_device: row.get(2)?,
                    certificates: row.get::<_, i64>(3)?.unsigned_abs(),
                })
            })
            .at(&self.location)?;
        rows.collect::<rusqlite::Result<_>>().at(&self.location)
    }
}
