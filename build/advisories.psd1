# Advisories of https://rustsec.org on crates that a package may hold, as of 2026-08-21, and why they do not apply to the module. The SBOM
# (build/lib/Sbom.ps1) lists those that affect a version in the package: with the crates of Cargo.lock none, with Debian 12's all.
# Before: the first version that is not affected. Justification: a word of CycloneDX.
@(
    @{ Id = 'RUSTSEC-2026-0007'; Crate = 'bytes'; Before = '1.11.1'; Justification = 'code_not_reachable'
        Why = 'Room is reserved for one message of the PostgreSQL protocol, whose length has 31 bits: the sum that overflows does not.' }
    @{ Id = 'RUSTSEC-2026-0204'; Crate = 'crossbeam-epoch'; Before = '0.9.20'; Justification = 'code_not_reachable'
        Why = 'None of its pointers is formatted as text.' }
    @{ Id = 'RUSTSEC-2023-0022'; Crate = 'openssl'; Before = '0.10.48'; Justification = 'code_not_reachable'; Why = 'No certificates are made.' }
    @{ Id = 'RUSTSEC-2023-0023'; Crate = 'openssl'; Before = '0.10.48'; Justification = 'code_not_reachable'; Why = 'No certificates are made.' }
    @{ Id = 'RUSTSEC-2023-0024'; Crate = 'openssl'; Before = '0.10.48'; Justification = 'code_not_reachable'; Why = 'No certificates are made.' }
    @{ Id = 'RUSTSEC-2023-0044'; Crate = 'openssl'; Before = '0.10.55'; Justification = 'code_not_reachable'
        Why = 'A server always has a name when its certificate is verified: an empty one in a connection string counts as none.' }
    @{ Id = 'RUSTSEC-2023-0072'; Crate = 'openssl'; Before = '0.10.60'; Justification = 'code_not_reachable'
        Why = 'The store of authorities is filled by OpenSSL, and not looked at.' }
    @{ Id = 'RUSTSEC-2024-0357'; Crate = 'openssl'; Before = '0.10.66'; Justification = 'code_not_reachable'
        Why = 'Nothing is written into memory by OpenSSL: no keys, no certificates, no times.' }
    @{ Id = 'RUSTSEC-2025-0004'; Crate = 'openssl'; Before = '0.10.70'; Justification = 'code_not_reachable'
        Why = 'It is what a server chooses a protocol with; the module is a client.' }
    @{ Id = 'RUSTSEC-2025-0022'; Crate = 'openssl'; Before = '0.10.72'; Justification = 'code_not_reachable'
        Why = 'No algorithm is fetched by name.' }
    @{ Id = 'RUSTSEC-2026-0179'; Crate = 'postgres-protocol'; Before = '0.6.12'; Justification = 'protected_by_mitigating_control'
        Why = 'The number of iterations that a server asks for is checked before it is used (rust/postgresql/src/connect/authentication.rs).' }
    @{ Id = 'RUSTSEC-2026-0180'; Crate = 'postgres-protocol'; Before = '0.6.12'; Justification = 'code_not_reachable'; Why = 'No hstore is read.' }
    @{ Id = 'RUSTSEC-2026-0097'; Crate = 'rand'; Before = '0.8.6'; Justification = 'code_not_reachable'; Why = 'There is no logger.' }
    @{ Id = 'RUSTSEC-2023-0018'; Crate = 'remove_dir_all'; Before = '0.8.0'; Justification = 'code_not_reachable'
        Why = 'It removes temporary folders; the module makes temporary files only.' }
    @{ Id = 'RUSTSEC-2026-0009'; Crate = 'time'; Before = '0.3.47'; Justification = 'code_not_reachable'
        Why = 'No text is read in the format of RFC 2822.' }
)
