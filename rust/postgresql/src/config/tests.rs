use std::time::Duration;

use super::*;

fn environment<'e>(variable: &'e dyn Fn(&str) -> Option<String>) -> Environment<'e> {
    Environment { variable, os_user: Some("os".to_owned()) }
}

fn parse(text: &str) -> Config {
    Config::parse(text, &environment(&|_| None)).unwrap_or_else(|error| panic!("{}: {}", text, error))
}

fn error(text: &str) -> String {
    match Config::parse(text, &environment(&|_| None)) {
        Err(Error::Config(error)) => error,
        other => panic!("{}: {:?}", text, other),
    }
}

fn password(config: &Config) -> Option<String> {
    config.password.as_ref().map(|secret| String::from_utf8(secret.reveal().to_vec()).unwrap())
}

#[test]
fn both_forms_say_the_same() {
    let uri = parse("postgresql://al%20ice@db1:5433,db2/reg%2Fistry?sslmode=verify-ca&target_session_attrs=primary&connect_timeout=3");
    let words = parse(
        "host=db1,db2 port=5433, user='al ice' dbname = reg/istry sslmode=verify-ca target_session_attrs=primary connect_timeout=3",
    );
    for config in [uri, words] {
        assert_eq!(config.location(), "postgresql://al ice@db1:5433,db2:5432/reg/istry");
        assert_eq!((config.user.as_str(), config.database.as_str()), ("al ice", "reg/istry"));
        assert_eq!(config.tls.mode, SslMode::VerifyCa);
        assert_eq!(config.target, TargetSession::Primary);
        assert_eq!(config.connect_timeout, Duration::from_secs(3));
    }
}

#[test]
fn what_is_not_said_is_the_safe_default() {
    let config = parse("postgresql://db1");
    assert_eq!(config.location(), "postgresql://os@db1:5432/os");
    assert_eq!(config.tls.mode, SslMode::VerifyFull);
    assert_eq!(config.tls.root, None);
    assert_eq!(config.tls.channel_binding, ChannelBinding::Prefer);
    assert_eq!(config.target, TargetSession::Any);
    assert_eq!(config.connect_timeout, CONNECT_TIMEOUT);
    assert!(config.keep_alive.enabled);
    assert!(config.warnings().is_empty());
    assert_eq!(parse("host=db1 connect_timeout=0").connect_timeout, CONNECT_TIMEOUT);
    assert_eq!(parse("host=db1 sslrootcert=system").tls.root, None);
}

#[test]
fn addresses() {
    let addresses = |text: &str| parse(text).hosts.into_iter().map(|host| host.address).collect::<Vec<_>>();
    let ip = |text: &str| Address::Ip(text.parse().unwrap());
    assert_eq!(addresses("postgresql://[::1]:5433,127.0.0.1"), [ip("::1"), ip("127.0.0.1")]);
    assert_eq!(parse("postgresql://[::1]:5433/d").location(), "postgresql://os@[::1]:5433/d");
    assert_eq!(addresses("postgresql://%2Frun%2Fpg/d"), [Address::Socket("/run/pg".into())]);
    assert_eq!(addresses("postgresql:///d?host=/run/pg"), [Address::Socket("/run/pg".into())]);
    assert_eq!(parse("host=/run/pg port=7 dbname=d").location(), "postgresql://os@/run/pg/.s.PGSQL.7/d");
    let named = parse("host=db1,db2 hostaddr=10.0.0.1, port=1,2");
    assert_eq!(named.hosts[0], Host { name: "db1".to_owned(), address: ip("10.0.0.1"), port: 1 });
    assert_eq!(named.hosts[1], Host { name: "db2".to_owned(), address: Address::Name, port: 2 });
    assert_eq!(parse("hostaddr=10.0.0.1").hosts[0].name, "10.0.0.1");
    assert_eq!(parse("host=a,b,c port=7").hosts[2].port, 7);
}

#[test]
fn passwords() {
    assert_eq!(password(&parse("postgresql://u:p%40s%2Fs@h/d")).as_deref(), Some("p@s/s"));
    assert_eq!(password(&parse("postgresql://u:p@ss@h/d")).as_deref(), Some("p@ss"));
    assert_eq!(password(&parse("postgresql://u@h/d?password=x%26y")).as_deref(), Some("x&y"));
    assert_eq!(password(&parse(r"host=h password='it\'s \\ here' user=u")).as_deref(), Some(r"it's \ here"));
    assert_eq!(password(&parse(r"host=h password=a\ b")).as_deref(), Some("a b"));
    assert_eq!(password(&parse("host=h password=''")), None);
}

#[test]
fn a_password_is_never_shown() {
    let mut config = parse("postgresql://u:hunter2@h/d");
    assert!(config.warnings()[0].contains("history"));
    assert!(config.warnings().iter().all(|warning| !warning.contains("hunter2")));
    config.set_password("hunter2");
    assert!(!format!("{:?} {:#?} {}", config, config, config).contains("hunter2"));
    let mut given = parse("postgresql://u@h/d");
    given.set_password("hunter2");
    assert!(given.warnings().is_empty());
}

#[test]
fn errors_do_not_repeat_what_may_be_a_password() {
    for text in [
        "postgresql://u:hunter2/x@h/d",
        "postgresql://u:hunter2?x@h/d",
        "postgresql://u:hunter2%zz@h/d",
        "postgresql://[hunter2/d",
        "host=h password=a hunter2",
        "host=h password=a hunter2=b",
        "host=h password='hunter2",
        "host=h port=hunter2",
        "host=h hostaddr=hunter2",
        "host=h sslmode=hunter2",
        "host=h connect_timeout=hunter2",
        "host=h client_encoding=hunter2",
        "postgresql://h?hunter2",
    ] {
        let error = error(text);
        assert!(!error.contains("hunter2"), "{}: {}", text, error);
    }
}

#[test]
fn what_is_not_heeded_is_refused() {
    assert!(error("host=h service=x").contains("service"));
    assert!(error("host=h sslcrl=x").contains("sslcrl"));
    assert!(error("host=h sslmode=allow").contains("verify-full"));
    assert!(error("host=h gssencmode=require").contains("gssencmode"));
    assert!(error("host=a,b,c port=1,2").contains("port"));
    assert!(error("host=a,b hostaddr=10.0.0.1").contains("hostaddr"));
    assert!(error("host=h port=0").contains("65535"));
    assert!(error("postgresql://h/d%00").contains("null"));
    parse("host=h gssencmode=disable client_encoding=UTF8 load_balance_hosts=disable");
}

#[test]
fn variables_fill_what_is_missing_but_never_weaken_verification() {
    let variable = |name: &str| {
        let value = match name {
            "PGHOST" => "variable-host",
            "PGUSER" => "variable-user",
            "PGPASSWORD" => "variable-password",
            "PGSSLMODE" => "disable",
            "PGSSLROOTCERT" => "/ca.pem",
            "PGPORT" => "",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let config = Config::parse("dbname=d", &environment(&variable)).unwrap();
    assert_eq!(config.location(), "postgresql://variable-user@variable-host:5432/d");
    assert_eq!(password(&config).as_deref(), Some("variable-password"));
    assert_eq!(config.tls.mode, SslMode::VerifyFull);
    assert_eq!(config.tls.root, Some("/ca.pem".into()));
    assert!(config.warnings().is_empty());
    let config = Config::parse("postgresql://u:p@h", &environment(&variable)).unwrap();
    assert_eq!(
        (config.location().as_str(), password(&config).as_deref()),
        ("postgresql://u@h:5432/u", Some("p"))
    );
}

#[test]
fn less_than_full_verification_is_warned_of_unless_nothing_leaves_the_machine() {
    for mode in ["disable", "prefer", "require", "verify-ca"] {
        assert_eq!(parse(&format!("host=h sslmode={}", mode)).warnings().len(), 1, "{}", mode);
        assert!(parse(&format!("host=/run/pg sslmode={}", mode)).warnings().is_empty(), "{}", mode);
    }
    assert!(parse("host=h sslmode=verify-full").warnings().is_empty());
}

#[test]
fn keep_alives() {
    let config =
        parse("host=h keepalives_idle=30 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=1500");
    let expected = KeepAlive {
        enabled: true,
        idle: Some(Duration::from_secs(30)),
        interval: Some(Duration::from_secs(5)),
        count: Some(3),
        user_timeout: Some(Duration::from_millis(1500)),
    };
    assert_eq!(config.keep_alive, expected);
    assert!(!parse("host=h keepalives=0").keep_alive.enabled);
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_panic(text in ".*", scheme in proptest::bool::ANY) {
        let text = if scheme { format!("postgresql://{}", text) } else { text };
        let _ = Config::parse(&text, &environment(&|_| None));
    }
}
