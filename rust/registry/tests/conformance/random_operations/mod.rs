//! Random operations on a registry and on the model of its rules, with all questions after each of them. `CSCERT_TEST_CASES` asks for
//! more rounds.

mod made_up;
mod performing;
mod questions;

use proptest::collection::vec;
use proptest::prelude::*;

use cscert_registry::model::time::now;

use crate::model::Model;
use crate::support::TestRegistry;

const CASES: u32 = 64;
const A_DAY: i64 = 86_400_000_000;

fn cases() -> ProptestConfig {
    let cases = std::env::var("CSCERT_TEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    // What fails is printed whole, and short.
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_registry_answers_as_the_model_does(operations in vec(made_up::operation(), 1..20)) {
        let day = || now() / A_DAY;
        let today = day();
        let (mut test, mut model) = (TestRegistry::empty(), Model::default());
        for operation in &operations {
            test = performing::run(test, &mut model, operation)?;
            // What is refused is recorded once a day.
            prop_assume!(day() == today);
            questions::compare(&test, &model)?;
        }
        prop_assert_eq!(test.findings(), Vec::<String>::new());
    }
}
