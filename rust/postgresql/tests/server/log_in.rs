use std::time::Duration;

use cscert_postgresql::{Client, Error, Interrupter, Result};

use crate::support::{config, connect};
use crate::{file, session, string, LONG};

/// The only host's error.
fn refused(text: &str) -> Error {
    match connect(text) {
        Err(Error::Connect(mut attempts)) if attempts.len() == 1 => attempts.remove(0).error,
        Err(Error::Login { error, .. }) => *error,
        other => panic!("{}: {:?}", text, other),
    }
}

fn encrypted(client: &mut Client) -> Option<bool> {
    client
        .query_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[], |row| row.get(0))
        .unwrap()
}

#[test]
fn the_server_is_verified() {
    let _server = session();
    let mut client = connect(&string("")).unwrap();
    assert_eq!(encrypted(&mut client), Some(true));
    connect(&string("host=127.0.0.1")).unwrap();
    let tls = |more: &str| match refused(&string(more)) {
        Error::Tls(why) => why,
        other => panic!("{}: {:?}", more, other),
    };
    assert!(tls("host=other.example").to_lowercase().contains("hostname mismatch"));
    assert!(tls("host=127.0.0.2").to_lowercase().contains("address mismatch"));
    let other = format!("sslrootcert={}", file("other-authority.pem"));
    assert!(tls(&other).contains("certificate"));
    assert!(tls(&format!("{} sslmode=verify-ca", other)).contains("certificate"));
    assert!(tls("sslrootcert=system").contains("certificate"));
    connect(&string("host=other.example sslmode=verify-ca")).unwrap();
    connect(&string(&format!("{} sslmode=require host=other.example", other))).unwrap();
    let mut open = connect(&string("sslmode=disable")).unwrap();
    assert_eq!(encrypted(&mut open), Some(false));
    assert!(matches!(connect(&string("sslrootcert=/no/such/file")), Err(Error::Config(_))));
}

#[test]
fn log_ins_are_bound_to_the_connection() {
    let _server = session();
    connect(&string("channel_binding=require")).unwrap();
    connect(&string("channel_binding=disable")).unwrap();
    let error = refused(&string("channel_binding=require sslmode=disable")).to_string();
    assert!(error.contains("channel_binding"), "{}", error);
    let error = refused(&string("channel_binding=require user=md5_user password=secret")).to_string();
    assert!(error.contains("md5") && error.contains("channel_binding"), "{}", error);
}

#[test]
fn methods() {
    let _server = session();
    for user in ["md5_user", "cleartext_user"] {
        let mut client = connect(&string(&format!("user={} password=secret", user))).unwrap();
        let name = client.query_one("SELECT session_user::text", &[], |row| row.get::<String>(0)).unwrap();
        assert_eq!(name.as_deref(), Some(user));
        let error = refused(&string(&format!("user={} password=wrong", user)));
        assert_eq!(error.sqlstate(), Some("28P01"), "{:?}", error);
    }
    let error = refused(&string("user=cleartext_user password=secret sslmode=disable")).to_string();
    assert!(error.contains("encrypted") && !error.contains("secret"), "{}", error);
}

#[test]
fn a_method_that_is_not_supported_is_named() {
    let error = refused(&string("user=gss_user")).to_string();
    assert!(error.contains("gss") && error.contains("scram-sha-256"), "{}", error);
}

#[test]
fn a_certificate_of_the_client_s() {
    let _server = session();
    let text = format!("user=certified sslcert={} sslkey={}", file("certified.pem"), file("certified.key"));
    let mut client = connect(&string(&text)).unwrap();
    assert_eq!(encrypted(&mut client), Some(true));
    assert!(connect(&string("user=certified")).is_err());

    let folder = tempfile::tempdir().unwrap();
    let readable = folder.path().join("key");
    std::fs::copy(file("certified.key"), &readable).unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&readable, std::fs::Permissions::from_mode(0o644)).unwrap();
    let text = format!("user=certified sslcert={} sslkey={}", file("certified.pem"), readable.display());
    match connect(&string(&text)) {
        Err(Error::Config(why)) => assert!(why.contains("chmod"), "{}", why),
        other => panic!("{:?}", other),
    }
}

#[test]
fn wrong_passwords_users_and_databases() {
    let _server = session();
    for (more, code) in [
        ("password=wrong", "28P01"),
        ("user=nobody password=x", "28P01"),
        ("dbname=no_such_database", "3D000"),
        ("options='-c no_such_setting=1'", "42704"),
    ] {
        let error = connect(&string(more)).unwrap_err();
        assert!(matches!(error, Error::Login { .. }), "{}: {:?}", more, error);
        assert_eq!(error.sqlstate(), Some(code), "{}", more);
    }
    let error = refused(&string("dbname=latin1")).to_string();
    assert!(error.contains("LATIN1") && error.contains("UTF8"), "{}", error);
}

#[test]
fn a_password_file() {
    let _server = session();
    let folder = tempfile::tempdir().unwrap();
    let passfile = folder.path().join("pgpass");
    let text = string(&format!("password='' passfile={}", passfile.display()));
    let error = refused(&text).to_string();
    assert!(error.contains(".pgpass"), "{}", error);
    std::fs::write(&passfile, "localhost:*:postgres:tester:it's \\\\ a secret\n").unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&passfile, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = refused(&text).to_string();
    assert!(error.contains("chmod 0600") && !error.contains("secret"), "{}", error);
    std::fs::set_permissions(&passfile, std::fs::Permissions::from_mode(0o600)).unwrap();
    connect(&text).unwrap();
    let mut given = config(&string("password=''"));
    given.set_password("it's \\ a secret");
    Client::connect(&given, &Interrupter::default()).unwrap();
}

#[test]
fn over_a_unix_socket_no_tls_is_needed() {
    let _server = session();
    let text = string(&format!("host={} hostaddr=''", file("socket")));
    let mut client = connect(&text).unwrap();
    assert_eq!(encrypted(&mut client), Some(false));
    assert!(
        config(&text).warnings().is_empty() || config(&text).warnings().len() == 1,
        "of the password alone"
    );
    assert!(client.host().contains("/.s.PGSQL."));
}

#[test]
fn settings_hold_from_the_beginning() {
    let _server = session();
    let mut config = config(&string("application_name=named options='-c work_mem=5MB'"));
    config.set_setting("search_path", "somewhere, pg_temp");
    config.set_setting("plan_cache_mode", "force_generic_plan");
    let mut client = Client::connect(&config, &Interrupter::default()).unwrap();
    let settings = client
        .query_one(
            "SELECT current_setting('search_path'), current_setting('plan_cache_mode'), current_setting('application_name'), current_setting('work_mem')",
            &[],
            |row| (0..4).map(|at| row.get::<String>(at)).collect::<Result<Vec<_>>>(),
        )
        .unwrap();
    assert_eq!(settings.unwrap(), ["somewhere, pg_temp", "force_generic_plan", "named", "5MB"]);
    config.set_setting("no_such_setting", "1");
    let error = Client::connect(&config, &Interrupter::default()).unwrap_err();
    assert_eq!(error.sqlstate(), Some("42704"), "{:?}", error);
}

#[test]
fn several_hosts() {
    let _server = session();
    let port: String =
        config(&string("")).location().rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    let text = string(&format!(
        "host=localhost,localhost hostaddr=127.0.0.9,127.0.0.1 port=1,{} target_session_attrs=read-write",
        port
    ));
    let client = connect(&text).unwrap();
    assert_eq!(client.host(), format!("localhost:{}", port));
    match connect(&string("target_session_attrs=standby")) {
        Err(Error::Connect(attempts)) => assert!(attempts[0].error.to_string().contains("standby")),
        other => panic!("{:?}", other),
    }
    connect(&string("target_session_attrs=prefer-standby")).unwrap();
}

#[test]
fn an_address_that_nobody_answers_at() {
    // TEST-NET-1 of RFC 5737: unreachable, or silent until the time limit.
    let mut config = config("hostaddr=192.0.2.1 user=u");
    config.connect_timeout = Duration::from_millis(300);
    let start = std::time::Instant::now();
    assert!(Client::connect(&config, &Interrupter::default()).is_err());
    assert!(start.elapsed() < LONG);
}
