//! -Prune: users who are no longer in the directory, and the limit that protects against an incomplete export.

use crate::error::{Error, Result};
use crate::model::keys::UserKey;
use crate::registry::Registry;

use super::Application;

/// The number of users that -Prune may mark as gone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum PruneLimit {
    /// The larger of 20 users and 10 % of those of the domains in the input.
    #[default]
    Default,
    /// A number of users.
    Users(u64),
    /// A percentage of the users of the domains in the input.
    Percent(f64),
}

/// The minimum of the default, for small directories.
const DEFAULT_USERS: u64 = 20;
const DEFAULT_PERCENT: f64 = 10.0;

impl PruneLimit {
    /// Parses a number, or a percentage such as `10%` or `2.5 %`.
    ///
    /// # Errors
    /// `InvalidArgument` for any other text, and for percentages above 100 %.
    pub fn parse(text: &str) -> Result<PruneLimit> {
        let text = text.trim();
        let is_number = |digits: &str, others: &str| {
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || others.contains(c))
        };
        let read = match text.strip_suffix('%') {
            Some(share) => {
                let share = share.trim_end();
                let share = share.parse().ok().filter(|_| is_number(share, "."));
                share.filter(|share| *share <= 100.0).map(PruneLimit::Percent)
            }
            None => text.parse().ok().filter(|_| is_number(text, "")).map(PruneLimit::Users),
        };
        read.ok_or_else(|| {
            Error::InvalidArgument(format!(
                "\"{}\" is not a valid limit for -Prune; specify a number of users, or a percentage such as 10%",
                text
            ))
        })
    }

    /// The maximum number of users to mark as gone, of this many.
    fn most_of(self, users: u64) -> u64 {
        let share = |percent: f64| (users as f64 * percent / 100.0).floor() as u64;
        match self {
            PruneLimit::Default => DEFAULT_USERS.max(share(DEFAULT_PERCENT)),
            PruneLimit::Users(most) => most,
            PruneLimit::Percent(percent) => share(percent),
        }
    }
}

impl Application {
    /// The keys of stored users in the domains of the input who are not in the input.
    ///
    /// # Errors
    /// `PruneRefused` if there are more than the limit.
    pub(crate) fn absent(&self, registry: &Registry, limit: PruneLimit) -> Result<Vec<UserKey>> {
        let (mut absent, mut users) = (Vec::new(), 0);
        for domain in self.domains.keys_in_use() {
            for key in registry.store().import().live_users_of_domain(domain)? {
                users += u64::from(key <= self.last_key_before);
                let is_accounted_for = self.touched.contains(&key)
                    || self.present.contains(&key)
                    || self.deleted.contains(&key)
                    || self.displaced.contains(&key);
                if !is_accounted_for {
                    absent.push(key);
                }
            }
        }
        let most = limit.most_of(users);
        if absent.len() as u64 > most {
            let reason = format!(
                "it would mark {} of {} users as gone, and -PruneLimit allows {}; if they have really left, give -PruneLimit \
                 a larger number or share",
                absent.len(),
                users,
                most
            );
            return Err(Error::PruneRefused { reason });
        }
        absent.sort_unstable();
        Ok(absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_a_share() {
        for (text, limit) in [
            ("0", PruneLimit::Users(0)),
            (" 25 ", PruneLimit::Users(25)),
            ("10%", PruneLimit::Percent(10.0)),
            ("2.5 %", PruneLimit::Percent(2.5)),
            ("100%", PruneLimit::Percent(100.0)),
        ] {
            assert_eq!(PruneLimit::parse(text), Ok(limit), "{}", text);
        }
        for text in
            ["", "%", "-1", "+5", "101%", "ten", "1e3", "NaN%", "inf%", "5 users", "10%%", "0x10", "1,5%"]
        {
            assert!(matches!(PruneLimit::parse(text), Err(Error::InvalidArgument(_))), "{}", text);
        }
    }

    #[test]
    fn the_default_is_the_larger_of_twenty_and_a_tenth() {
        let most = |limit: PruneLimit, users| limit.most_of(users);
        assert_eq!(
            [1, 200, 201, 209, 210, 5000].map(|n| most(PruneLimit::Default, n)),
            [20, 20, 20, 20, 21, 500]
        );
        assert_eq!(most(PruneLimit::Percent(10.0), 99), 9);
        assert_eq!(most(PruneLimit::Percent(100.0), 7), 7);
        assert_eq!(most(PruneLimit::Users(3), 7), 3);
    }
}
