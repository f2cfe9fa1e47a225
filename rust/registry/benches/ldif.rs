//! Reading LDIF as ldapsearch writes it: wrapped lines, certificates in base64.

use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use cscert_registry::parse::ldif::LdifParser;

fn export(users: usize) -> String {
    let certificate = "MIIDMjCCAhqgAwIBAgIQQHXu4cD5vU2yXw8mM0s1GzANBgkqhkiG9w0BAQsFADAg\n ".repeat(16);
    (0..users)
        .map(|n| {
            format!(
                "dn: CN=User {0},OU=Users,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: User {0}\n\
                 sAMAccountName: user{0}\nmsRTCSIP-PrimaryUserAddress: sip:user{0}@litwareinc.com\n\
                 userCertificate;binary:: {1}AAAA\n\n",
                n, certificate
            )
        })
        .collect()
}

fn parsing(criterion: &mut Criterion) {
    let text = export(200);
    let mut group = criterion.benchmark_group("ldif");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |b| {
        b.iter(|| {
            let mut entries = 0;
            let mut parser = LdifParser::default();
            parser.push(text.as_bytes(), &mut |entry| entries += usize::from(entry.is_ok()));
            parser.finish(&mut |entry| entries += usize::from(entry.is_ok()));
            assert_eq!(entries, 200);
        })
    });
    group.finish();
}

criterion_group!(benches, parsing);
criterion_main!(benches);
