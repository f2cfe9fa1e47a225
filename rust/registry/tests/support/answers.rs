//! What a registry answers, as lines of JSON: one a user, a certificate and an audit entry. Kept beside the fixtures of earlier
//! schema versions, so it names every field by itself and not by how a type of today prints.

use std::collections::BTreeSet;

use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::CertificateSelection;
use cscert_registry::model::hex;
use cscert_registry::registry::Registry;
use serde_json::{json, Value};

/// Everything the registry answers.
pub fn of(registry: &Registry) -> String {
    let description = registry.describe(true).unwrap();
    let mut lines = vec![json!({
        "head": description.audit_head.to_string(),
        "users": description.counts.users,
        "findings": description.findings.unwrap(),
    })];
    add_users(registry, &mut lines);
    add_certificates(registry, &mut lines);
    add_audit(registry, &mut lines);
    lines.iter().map(|line| format!("{}\n", line)).collect()
}

/// Users and certificates without what depends on the order of things.
pub fn content(registry: &Registry) -> BTreeSet<String> {
    let (mut users, mut content) = (Vec::new(), BTreeSet::new());
    add_users(registry, &mut users);
    for mut user in users {
        user["user"] = Value::Null;
        user["goneSince"] = user["goneSince"].is_null().into();
        content.insert(user.to_string());
    }
    let selection = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    registry
        .certificates_after(&selection, None, usize::MAX, &mut |row| {
            let facts = (
                hex::upper(&row.details.sha1),
                row.owner.distinguished_name,
                row.details.device_id,
                row.revocation_reason,
            );
            content.insert(format!("{:?}", facts));
            Ok(())
        })
        .unwrap();
    content
}

fn add_users(registry: &Registry, lines: &mut Vec<Value>) {
    for key in super::user_keys(registry) {
        registry
            .user(key, &mut |row| {
                let fields = &row.fields;
                lines.push(json!({
                    "user": row.key.0,
                    "distinguishedName": fields.distinguished_name,
                    "objectGuid": fields.object_guid.map(|guid| guid.to_string()),
                    "commonName": fields.common_name,
                    "displayName": fields.display_name,
                    "samAccountName": fields.sam_account_name,
                    "userPrincipalName": fields.user_principal_name,
                    "sipAddress": fields.sip_address,
                    "homeServer": fields.home_server,
                    "registrarPool": row.registrar_pool,
                    "enabled": fields.enabled,
                    "userAccountControl": fields.user_account_control,
                    "optionFlags": fields.option_flags,
                    "lineUri": fields.line_uri,
                    "givenName": fields.given_name,
                    "surname": fields.surname,
                    "department": fields.department,
                    "title": fields.title,
                    "whenCreated": fields.when_created,
                    "whenChanged": fields.when_changed,
                    "attributes": fields.attributes,
                    "goneSince": row.gone_since,
                }));
            })
            .unwrap();
    }
}

fn add_certificates(registry: &Registry, lines: &mut Vec<Value>) {
    let selection = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    registry
        .certificates_after(&selection, None, usize::MAX, &mut |row| {
            lines.push(json!({
                "certificate": row.key.0,
                "user": row.owner.key.0,
                "sha1": hex::upper(&row.details.sha1),
                "serialNumber": hex::upper(row.details.serial_number),
                "subject": row.details.subject,
                "issuer": row.details.issuer,
                "deviceId": row.details.device_id.map(|id| hex::upper(&id)),
                "publicationTime": row.publication_time,
                "notBefore": row.not_before,
                "notAfter": row.not_after,
                "revocationTime": row.revocation_time,
                "revocationReason": row.revocation_reason,
                "revokedBy": row.revoked_by,
            }));
            Ok(())
        })
        .unwrap();
}

fn add_audit(registry: &Registry, lines: &mut Vec<Value>) {
    registry
        .audit_after(&AuditSelection::default(), 0, usize::MAX, &mut |entry| {
            lines.push(json!({
                "audit": entry.sequence,
                "time": entry.time,
                "by": [entry.operating_system_user, entry.host, entry.process, entry.command],
                "loginUser": entry.login_user,
                "remoteCaller": entry.remote_caller,
                "action": entry.action,
                "outcome": entry.outcome,
                "reason": entry.reason,
                "user": entry.user_key.map(|key| key.0),
                "userName": entry.user_name,
                "certificates": entry.certificates,
                "detail": entry.detail,
                "hash": hex::upper(&entry.hash),
            }));
            Ok(())
        })
        .unwrap();
}
