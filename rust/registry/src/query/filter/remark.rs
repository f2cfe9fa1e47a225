//! What is to be said of a filter that can be used, and may not mean what its writer thinks.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::user::UserSelection;
use crate::registry::Registry;

use super::attribute_test::{AttributeTest, ValueTest};
use super::property::Reading;
use super::{Comparison, Expression, Filter, KnownAttributes, Subject};

/// Something about a name in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remark {
    /// It is a property of Get-CsUser's that no attribute supplies.
    WithoutAttribute(String),
    /// No import brought the attribute. What else it may mean is a question at the end.
    NeverImported(String, String),
    /// It is an attribute that some import brought, and maybe nobody has any more.
    Imported(String),
}

impl Registry {
    /// The attributes that imports ever brought.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn known_attributes(&self) -> Result<KnownAttributes> {
        self.store().attribute_names().map(KnownAttributes::new)
    }

    /// Warnings about a filter, each a sentence or two. It may look at every user for each attribute that the filter names.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn filter_warnings(&self, filter: &Filter) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        for remark in &filter.remarks {
            match remark {
                Remark::WithoutAttribute(name) => warnings
                    .push(format!("No directory attribute supplies {}: it is $null for every user.", name)),
                Remark::NeverImported(name, question) => warnings.push(
                    format!(
                        "No import has ever contained the attribute \"{}\": conditions on it match no user, negated or not. {}",
                        name, question
                    )
                    .trim_end()
                    .to_owned(),
                ),
                Remark::Imported(name) if self.has_anybody(name)? => {}
                Remark::Imported(name) => {
                    warnings.push(format!("No user has the attribute \"{}\" now: it is $null for every user.", name))
                }
            }
        }
        Ok(warnings)
    }

    /// Whether any listed user has the attribute.
    fn has_anybody(&self, attribute: &str) -> Result<bool> {
        let test = AttributeTest::any(attribute, Reading::Values, ValueTest::Present);
        let comparison = Comparison { subject: Subject::Attribute(test), absent: false };
        let filter = Filter { expression: Expression::Comparison(comparison), remarks: Vec::new() };
        let selection = UserSelection { filter: Some(filter), ..UserSelection::default() };
        let mut found = false;
        self.users_after(&selection, UserKey::default(), 1, &mut |_| {
            found = true;
            Ok(())
        })?;
        Ok(found)
    }
}
