//! Folding and distinguished names: what every identity costs before anything is looked up.

// criterion's black_box: std has one from Rust 1.66 on only.
#![allow(deprecated)]

use criterion::{black_box, criterion_group, criterion_main, Criterion};
use cscert_registry::model::names::NameHasher;
use cscert_registry::parse::distinguished_name::DistinguishedName;
use cscert_registry::parse::text::fold::{account_key, exact_key, name_key};

fn folding(criterion: &mut Criterion) {
    for (kind, name) in [("ascii", "Pilar Ackerman"), ("accents", "José Ñandú"), ("kana", "ヤマダ ハナコ")]
    {
        criterion.bench_function(&format!("name_key/{}", kind), |b| b.iter(|| name_key(black_box(name))));
        criterion.bench_function(&format!("exact_key/{}", kind), |b| b.iter(|| exact_key(black_box(name))));
    }
    let address = "Pilar.Ackerman@LitwareInc.com";
    criterion.bench_function("account_key/ascii", |b| b.iter(|| account_key(black_box(address))));
    let hasher = NameHasher::new([7; 16]);
    criterion.bench_function("hash/address", |b| b.iter(|| hasher.address(black_box(address))));
}

fn distinguished_names(criterion: &mut Criterion) {
    let plain = "CN=Pilar Ackerman,OU=Finance,OU=Redmond,OU=Users,DC=litwareinc,DC=com";
    let escaped = r"CN=Ackerman\, Pilar + UID=7,OU=R\26D,OU=#04024869,DC=litwareinc,DC=com";
    for (kind, text) in [("plain", plain), ("escaped", escaped)] {
        criterion.bench_function(&format!("distinguished_name/parse/{}", kind), |b| {
            b.iter(|| DistinguishedName::parse(black_box(text)))
        });
        let name = DistinguishedName::parse(text).expect("the name is well formed");
        criterion.bench_function(&format!("distinguished_name/key/{}", kind), |b| {
            b.iter(|| black_box(&name).key())
        });
    }
}

criterion_group!(benches, folding, distinguished_names);
criterion_main!(benches);
