use cscert_postgresql::{Error, Result, TransactionStatus};

use crate::{number, session};

#[test]
fn values_go_and_come_back() {
    let mut client = session();
    let arrays = (
        vec![Some(1i64), None, Some(i64::MIN)],
        vec![Some(&b"\0\xff"[..]), None, Some(b"")],
        vec![Some("ä"), None],
    );
    let row = client
        .query_one(
            "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9",
            &[
                &i64::MAX,
                &-1i32,
                &true,
                &"grün\u{1f600}",
                &&b"\0\x01"[..],
                &arrays.0,
                &arrays.1,
                &arrays.2,
                &None::<i64>,
            ],
            |row| {
                assert_eq!(row.get::<i64>(0)?, i64::MAX);
                assert_eq!(row.get::<i32>(1)?, -1);
                assert!(row.get::<bool>(2)?);
                assert_eq!(row.get::<&str>(3)?, "grün\u{1f600}");
                assert_eq!(row.get::<&[u8]>(4)?, b"\0\x01");
                assert_eq!(row.get::<Vec<Option<i64>>>(5)?, arrays.0);
                assert_eq!(row.get::<Vec<Option<&[u8]>>>(6)?, arrays.1);
                assert_eq!(row.get::<Vec<Option<&str>>>(7)?, arrays.2);
                assert_eq!(row.get::<Option<i64>>(8)?, None);
                assert!(row.get::<i64>(8).is_err() && row.get::<Vec<i64>>(5).is_err());
                Ok(row.len())
            },
        )
        .unwrap();
    assert_eq!(row, Some(9));
    let more = client
        .query_one("SELECT 7::smallint, ARRAY[1, 2], ARRAY[true], '{}'::text[], 'n'::name", &[], |row| {
            assert_eq!(row.get::<i64>(0)?, 7);
            assert_eq!(row.get::<Vec<i32>>(1)?, [1, 2]);
            assert_eq!(row.get::<Vec<bool>>(2)?, [true]);
            assert_eq!(row.get::<Vec<String>>(3)?, Vec::<String>::new());
            row.get::<String>(4)
        })
        .unwrap();
    assert_eq!(more.as_deref(), Some("n"));
}

#[test]
fn a_statement_is_prepared_once() {
    let mut client = session();
    for value in 0..3i64 {
        assert_eq!(
            client.query_one("SELECT $1 + 1", &[&value], |row| row.get::<i64>(0)).unwrap(),
            Some(value + 1)
        );
    }
    let prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 + 1'";
    assert_eq!(number(&mut client, prepared), 1);
    assert!(matches!(client.execute("SELECT $1 + 1", &[&1i32]), Err(Error::Usage(_))));
}

#[test]
fn of_many_statements_the_oldest_are_closed() {
    let mut client = session();
    for value in 0..600 {
        client.execute(&format!("SELECT {}", value), &[]).unwrap();
    }
    assert!(number(&mut client, "SELECT count(*) FROM pg_prepared_statements") <= 257);
    for value in 0..600 {
        client.queue(&format!("SELECT {}", value), &[]).unwrap();
    }
    client.send().unwrap();
    let mut rows = 0;
    client
        .receive(&mut |at, row| -> Result<bool> {
            assert_eq!(row.get::<i32>(0)?, at as i32);
            rows += 1;
            Ok(true)
        })
        .unwrap();
    assert_eq!(rows, 600);
}

#[test]
fn a_statement_that_is_wrong_leaves_the_connection_as_it_was() {
    let mut client = session();
    for _ in 0..2 {
        let error = client.execute("SELEC 1", &[]).unwrap_err();
        assert_eq!(error.sqlstate(), Some("42601"), "{:?}", error);
        let error = client.execute("SELECT 1 / $1", &[&0i64]).unwrap_err();
        assert_eq!(error.sqlstate(), Some("22012"), "{:?}", error);
    }
    client.script("CREATE TEMP TABLE t (a bigint CONSTRAINT positive CHECK (a > 0))").unwrap();
    let error = client.execute("INSERT INTO t VALUES ($1)", &[&-1i64]).unwrap_err();
    let server = error.server().unwrap();
    assert_eq!((server.code.as_str(), server.severity.as_str()), ("23514", "ERROR"));
    assert!(server.detail.is_some());
    assert_eq!(client.execute("INSERT INTO t VALUES ($1), ($1)", &[&1i64]).unwrap(), 2);
    assert_eq!(client.transaction(), TransactionStatus::Idle);
}

#[test]
fn a_visitor_that_stops_leaves_the_connection_as_it_was() {
    let mut client = session();
    let mut seen = 0;
    let series = "SELECT n FROM generate_series(1, 100000) n";
    let count = client.query(series, &[], &mut |_| {
        seen += 1;
        Ok::<_, Error>(seen < 10)
    });
    assert_eq!((count.unwrap(), seen), (100_000, 10));
    let error: Result<u64> = client.query(series, &[], &mut |_| Err(Error::Usage("mine".to_owned())));
    assert!(matches!(error, Err(Error::Usage(why)) if why == "mine"));
    assert_eq!(number(&mut client, "SELECT 5"), 5);
}

#[test]
fn rows_stream_through_constant_memory() {
    let mut client = session();
    let (mut rows, mut bytes) = (0u64, 0);
    let mut first = 0;
    client
        .query(
            "SELECT n, repeat('x', 1000) FROM generate_series(1, 100000::bigint) n",
            &[],
            &mut |row| -> Result<bool> {
                rows += 1;
                assert_eq!(row.get::<i64>(0)?, rows as i64);
                bytes += row.get::<&str>(1)?.len();
                if rows == 1000 {
                    first = resident_kilobytes();
                }
                Ok(true)
            },
        )
        .unwrap();
    assert_eq!((rows, bytes), (100_000, 100_000_000));
    // Other tests of this process run meanwhile and take little.
    let grown = resident_kilobytes().saturating_sub(first);
    assert!(grown < 30_000, "{} KB more for 100 MB", grown);
}

fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn values_of_megabytes() {
    let mut client = session();
    let value: Vec<u8> = (0..20_000_000u32).map(|at| (at % 253) as u8).collect();
    let same =
        client.query_one("SELECT $1::bytea", &[&value], |row| Ok(row.get::<&[u8]>(0)? == value)).unwrap();
    assert_eq!(same, Some(true));
}

#[test]
fn a_script_is_several_statements() {
    let mut client = session();
    client.script("CREATE TEMP TABLE s (a int); INSERT INTO s VALUES (1), (2); SELECT * FROM s;").unwrap();
    assert_eq!(number(&mut client, "SELECT count(*) FROM s"), 2);
    assert!(client.script("INSERT INTO s VALUES (3); SELECT 1 / 0").is_err());
    assert_eq!(number(&mut client, "SELECT count(*) FROM s"), 2);
    client.begin("").unwrap();
    client.script("INSERT INTO s VALUES (3)").unwrap();
    client.rollback().unwrap();
    assert_eq!(number(&mut client, "SELECT count(*) FROM s"), 2);
}

#[test]
fn what_the_server_says_of_itself() {
    let mut client = session();
    assert_eq!(client.parameter("server_encoding"), Some("UTF8"));
    assert!(client.major_version() >= 13);
    assert!(!client.in_hot_standby().unwrap());
    assert_eq!(i64::from(client.process_id()), number(&mut client, "SELECT pg_backend_pid()"));
    client.script("SET TIME ZONE 'Asia/Tokyo'").unwrap();
    assert_eq!(client.parameter("TimeZone"), Some("Asia/Tokyo"));
}
