//! Invariants between tables, and how long they take to check.

/// An invariant between tables, such as valid references.
pub(crate) struct Invariant {
    /// The finding, after the number of offending rows.
    pub finding: &'static str,
    /// Counts the offending rows.
    pub sql: &'static str,
    /// Microseconds a user with three certificates, measured among 100,000: a share of the progress.
    pub cost: u64,
}

/// By how many rows a table differs from the registry's count.
macro_rules! rows_miscounted {
    ($table:literal) => {
        concat!(
            "SELECT abs(coalesce((SELECT row_count FROM row_count WHERE table_name = '",
            $table,
            "'), -1) - (SELECT count(*) FROM ",
            $table,
            "))"
        )
    };
}

/// The number of keys of a table that would be reused.
macro_rules! keys_to_be_given_again {
    ($table:literal, $key:literal) => {
        concat!(
            "SELECT max(0, coalesce((SELECT max(",
            $key,
            ") FROM ",
            $table,
            "), 0) - coalesce((SELECT seq FROM sqlite_sequence WHERE name = '",
            $table,
            "'), 0))"
        )
    };
}

/// None may need memory that grows with the registry (no sorting, no `IN` over a table): a check needs the same memory for any size.
pub(crate) const INVARIANTS: &[Invariant] = &[
    Invariant {
        finding: "certificates belong to no user",
        sql: "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM user u WHERE u.user_key = c.user_key)",
        cost: 11,
    },
    Invariant {
        finding: "certificates have no content",
        sql: "SELECT count(*) FROM certificate c WHERE NOT EXISTS
            (SELECT 1 FROM certificate_content d WHERE d.certificate_key = c.certificate_key)",
        cost: 14,
    },
    Invariant {
        finding: "publications have no audit entry",
        sql: "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.sequence = c.publication_entry)",
        cost: 1,
    },
    Invariant {
        finding: "revocations have no audit entry",
        sql: "SELECT count(*) FROM certificate c WHERE c.revocation_entry IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.sequence = c.revocation_entry)",
        cost: 0,
    },
    Invariant {
        finding: "revocations refer to an audit entry that is not a revocation",
        sql: "SELECT count(*) FROM certificate c JOIN audit a ON a.sequence = c.revocation_entry
            WHERE NOT (a.action = 'Revoke' AND a.outcome = 'Succeeded' AND a.user_key IS c.user_key)",
        cost: 0,
    },
    Invariant {
        finding: "revocations in the audit log do not match the certificates",
        // What was on hold may have been restored, or revoked for another reason, under a later entry of the user.
        sql: "SELECT count(*) FROM (SELECT a.sequence, a.user_key, a.reason, a.certificates -
                (SELECT count(*) FROM certificate c WHERE c.revocation_entry = a.sequence) AS missing
                FROM audit a WHERE a.action = 'Revoke' AND a.outcome = 'Succeeded') r
            WHERE missing <> 0 AND NOT (coalesce(r.reason, '') GLOB 'CertificateHold*' AND missing BETWEEN 1 AND
                (SELECT coalesce(sum(l.certificates), 0) FROM audit l WHERE l.user_key = r.user_key AND l.sequence > r.sequence
                    AND l.action IN ('Revoke', 'Restore') AND l.outcome = 'Succeeded'))",
        cost: 0,
    },
    Invariant {
        finding: "publications too many or too few in the audit log",
        sql: "SELECT abs((SELECT coalesce(sum(certificates), 0) FROM audit
                WHERE action IN ('Publish', 'Import') AND outcome = 'Succeeded')
            - (SELECT count(*) FROM certificate))",
        cost: 0,
    },
    Invariant { finding: "users too many or too few", sql: rows_miscounted!("user"), cost: 0 },
    Invariant { finding: "domains too many or too few", sql: rows_miscounted!("domain"), cost: 0 },
    Invariant { finding: "pools too many or too few", sql: rows_miscounted!("pool"), cost: 0 },
    Invariant {
        finding: "home servers too many or too few",
        sql: rows_miscounted!("home_server"),
        cost: 0,
    },
    Invariant {
        finding: "names of attributes too many or too few",
        sql: rows_miscounted!("attribute_name"),
        cost: 0,
    },
    Invariant {
        finding: "user keys would be reused",
        sql: keys_to_be_given_again!("user", "user_key"),
        cost: 0,
    },
    Invariant {
        finding: "certificate keys would be reused",
        sql: keys_to_be_given_again!("certificate_content", "certificate_key"),
        cost: 0,
    },
    Invariant {
        finding: "users are in a domain that is missing",
        sql: "SELECT count(*) FROM user u WHERE u.domain_key IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM domain d WHERE d.domain_key = u.domain_key)",
        cost: 0,
    },
    Invariant {
        finding: "users are on a home server that is missing",
        sql: "SELECT count(*) FROM user u WHERE u.home_server_key IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM home_server h WHERE h.home_server_key = u.home_server_key)",
        cost: 0,
    },
    Invariant {
        finding: "home servers do not have the name of their pool",
        sql: "SELECT count(*) FROM home_server h CROSS JOIN pool p ON p.pool_key = h.pool_key
            WHERE h.registrar_pool IS NOT p.dns_host_name",
        cost: 0,
    },
    Invariant {
        finding: "domains do not match their seals",
        sql: "SELECT count(*) FROM domain WHERE seal <> seal(domain_key, dns_name, netbios_name, assumed)",
        cost: 0,
    },
    Invariant {
        finding: "pools do not match their seals",
        sql: "SELECT count(*) FROM pool WHERE seal <> seal(pool_key, dns_host_name)",
        cost: 0,
    },
    Invariant {
        finding: "home servers do not match their seals",
        sql: "SELECT count(*) FROM home_server
            WHERE seal <> seal(home_server_key, distinguished_name, pool_key, registrar_pool)",
        cost: 0,
    },
    Invariant {
        finding: "names of attributes are not what was written",
        sql: "SELECT count(*) FROM attribute_name WHERE seal <> seal(folded_name, spelled_name)",
        cost: 0,
    },
    Invariant {
        finding: "entries are missing from the certificate index",
        sql: "SELECT max(0, 3 * (SELECT count(*) FROM certificate)
            + (SELECT count(*) FROM certificate WHERE has_device(details)) - (SELECT count(*) FROM certificate_lookup))",
        cost: 1,
    },
    Invariant {
        finding: "certificates cannot be found by their content",
        sql: "SELECT count(*) FROM certificate c CROSS JOIN certificate_content d ON d.certificate_key = c.certificate_key
            WHERE NOT EXISTS (SELECT 1 FROM certificate_lookup l WHERE l.lookup_hash = issue_lookup(d.der)
                AND l.user_key = c.user_key AND l.certificate_key = c.certificate_key)",
        cost: 36,
    },
    Invariant {
        finding: "certificates are not marked as having the issuer, serial number and public key of another",
        // The hashes of issues are the negative ones next to 0 in the index. If an issuer issues many certificates for one key,
        // some have the same hash by chance: only the hashed values decide.
        sql: "SELECT count(*) FROM certificate_lookup l WHERE l.lookup_hash BETWEEN -4611686018427387904 AND -1
            AND EXISTS (SELECT 1 FROM certificate_lookup o
                CROSS JOIN certificate_content d ON d.certificate_key = l.certificate_key
                CROSS JOIN certificate_content e ON e.certificate_key = o.certificate_key
                WHERE o.lookup_hash = l.lookup_hash AND o.certificate_key <> l.certificate_key AND same_issue(d.der, e.der))
            AND NOT EXISTS (SELECT 1 FROM shared_issue s WHERE s.certificate_key = l.certificate_key AND s.lookup_hash = l.lookup_hash)",
        cost: 3,
    },
    Invariant {
        finding: "certificates are not revoked although others with their issuer, serial number and public key are",
        sql: "SELECT count(*) FROM shared_issue s
            CROSS JOIN certificate_lookup l ON l.lookup_hash = s.lookup_hash AND l.certificate_key = s.certificate_key
            CROSS JOIN certificate c ON c.user_key = l.user_key AND c.certificate_key = l.certificate_key
            WHERE c.revocation_entry IS NULL AND EXISTS (SELECT 1 FROM certificate_lookup o
                CROSS JOIN certificate r ON r.user_key = o.user_key AND r.certificate_key = o.certificate_key
                WHERE o.lookup_hash = s.lookup_hash AND r.revocation_entry IS NOT NULL)",
        cost: 0,
    },
    Invariant {
        finding: "certificates cannot be found by their thumbprint",
        sql: "SELECT count(*) FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM certificate_lookup l
            WHERE l.lookup_hash = sha1_lookup(c.details) AND l.user_key = c.user_key AND l.certificate_key = c.certificate_key)",
        cost: 13,
    },
    Invariant {
        finding: "certificates do not match their seals",
        sql: "SELECT count(*) FROM certificate WHERE seal <> seal(certificate_key, user_key, publication_time, not_before,
            not_after, revocation_time, revocation_reason, publication_entry, revocation_entry, details)",
        cost: 2,
    },
    Invariant {
        finding: "certificate contents do not match their seals",
        sql: "SELECT count(*) FROM certificate_content WHERE seal <> seal(certificate_key, der)",
        cost: 3,
    },
    Invariant {
        finding: "users do not match their seals",
        sql: "SELECT count(*) FROM user WHERE identity_seal <> seal(user_key, object_guid, distinguished_name, sip_address,
            user_principal_name, sam_account_name, display_name, common_name, user_account_control, domain_key,
            home_server_key, gone_since)",
        cost: 1,
    },
    Invariant {
        finding: "users' attributes do not match their seals",
        sql: "SELECT count(*) FROM user WHERE seal <> seal(user_key, gone_entry, enabled, option_flags,
            when_created, when_changed, line_uri, given_name, surname, department, title, attributes)",
        cost: 1,
    },
];
