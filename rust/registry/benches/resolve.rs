//! Who a text names, in a registry in memory: what the code takes without the file.

use criterion::{criterion_group, criterion_main, Criterion};
use cscert_registry::model::certificate::CertificateRow;
use cscert_registry::operations::import::{Import, ImportOptions};
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::query::user_certificates::Answers;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;
use cscert_registry::store::page::Page;

const USERS: usize = 10_000;

/// Certificates that are counted, and not kept.
#[derive(Default)]
struct Counted(usize);

impl Page for Counted {
    fn clear(&mut self) {
        self.0 = 0;
    }

    fn certificate(&mut self, _: &CertificateRow<'_>) {
        self.0 += 1;
    }

    fn count(&self) -> usize {
        self.0
    }

    fn as_any(&mut self) -> &mut dyn std::any::Any {
        self
    }
}

fn registry() -> Registry {
    let registry =
        Registry::open(&Location::Memory, Caller::current("bench")).expect("a registry in memory opens");
    let mut import = Import::new(ImportOptions::default());
    let text: String = (0..USERS)
        .map(|n| {
            format!(
                "dn: CN=User {0},OU=Users,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: User {0}\n\
                 sAMAccountName: user{0}\nuserPrincipalName: u{0}@litwareinc.com\n\
                 msRTCSIP-PrimaryUserAddress: sip:user.{0}@litwareinc.com\n\
                 msRTCSIP-PrimaryHomeServer: CN=LC Services,CN=Microsoft,CN=p1,CN=Pools,CN=RTC Service,CN=Services\n\n",
                n
            )
        })
        .collect();
    import.ldif("bench", text.as_bytes(), true).expect("the text is staged");
    let summary = import.apply(&registry, u64::MAX, false).expect("the import is applied");
    assert_eq!(summary.added, USERS as u64);
    registry
}

fn resolving(criterion: &mut Criterion) {
    let registry = registry();
    for (form, text) in [
        ("sip address", "sip:user.4711@litwareinc.com"),
        ("user principal name", "u4711@litwareinc.com"),
        ("logon", r"litwareinc\user4711"),
        ("display name", "User 4711"),
        ("distinguished name", "CN=User 4711,OU=Users,DC=litwareinc,DC=com"),
        ("nobody", "sip:nobody@litwareinc.com"),
    ] {
        criterion.bench_function(&format!("resolve/{}", form), |b| {
            b.iter(|| registry.resolve(&Identity::text(text)).is_ok())
        });
    }
    let identity = Identity::text("sip:user.4711@litwareinc.com");
    criterion.bench_function("certificates_of", |b| {
        let mut answers = Answers::<Counted>::default();
        b.iter(|| registry.certificates_of(&identity, &mut answers).is_ok())
    });
}

criterion_group!(benches, resolving);
criterion_main!(benches);
