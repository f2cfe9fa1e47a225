//! Sums over valid certificates.

use crate::error::Result;
use crate::model::certificate::{type_from_code, Total};
use crate::model::time::Microseconds;
use crate::store::sqlite::SqliteStore;

const BY_WEEK: &str = "SELECT (not_after - ?1) / ?2, count(*) FROM certificate
    WHERE revocation_time IS NULL AND not_before <= ?1 AND not_after >= ?1 GROUP BY 1";

const BY_POOL: &str = "SELECT h.registrar_pool, certificate_type(c.details), has_device(c.details), count(*)
    FROM certificate c JOIN user u ON u.user_key = c.user_key
    LEFT JOIN home_server h ON h.home_server_key = u.home_server_key
    WHERE c.revocation_time IS NULL AND c.not_before <= ?1 AND c.not_after >= ?1
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

impl SqliteStore {
    pub(super) fn read_expiries_by_week(
        &self,
        now: Microseconds,
        week: Microseconds,
    ) -> Result<Vec<(i64, u64)>> {
        self.rows(BY_WEEK, (now, week), |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
    }

    pub(super) fn read_totals_by_pool(&self, now: Microseconds) -> Result<Vec<Total>> {
        self.rows(BY_POOL, [now], |row| {
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
    }
}
