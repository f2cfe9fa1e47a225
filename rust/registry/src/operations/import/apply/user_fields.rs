//! Computing the fields of a user from an entry and the stored fields.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::model::account_control;
use crate::model::attribute as names;
use crate::model::guid::Guid;
use crate::model::pool;
use crate::model::time::{parse_directory_time, Microseconds};
use crate::model::user::{without_sip_scheme, UserFields};
use crate::operations::import::input::spool::{SourceKind, SpooledUser};
use crate::parse::attribute_value::boolean;
use crate::parse::distinguished_name::{DistinguishedName, DnError};
use crate::query::filter::hosted_voice_mail;

/// The maximum text of one user, in bytes: half the limit of a row. Directories have up to some megabytes.
const MOST_TEXT: usize = 32 << 20;

/// The result of interpreting an entry.
#[derive(Clone, Debug)]
pub(crate) struct Interpretation {
    /// The user's fields.
    pub fields: UserFields<String>,
    /// Attributes with values that could not be read, with one of them; without another value, the stored one was kept.
    pub unread: Vec<(String, String)>,
    /// Attributes that occur in no entry of the input, whose stored values were therefore kept.
    pub left: Vec<String>,
}

/// The content of an entry for one attribute.
enum Said<'a> {
    Values {
        first: &'a [u8],
        count: usize,
    },
    /// Only values with U+0000.
    Unreadable,
    Cleared,
    Nothing,
}

/// Interprets one entry.
pub(crate) struct Interpreter<'a> {
    staged: &'a SpooledUser,
    /// Attribute names, in lower case, that occur in some LDIF entry of the input.
    seen: &'a HashSet<String>,
    /// Whether attributes that the entry does not have are cleared if other entries have them.
    absence_clears: bool,
    /// The name of the stored user's pool.
    pool: Option<String>,
    unread: Vec<(String, String)>,
    left: Vec<String>,
}

/// The `objectGUID` of an entry, if any.
///
/// # Errors
/// A sentence, if there is a value that is not a GUID.
pub(crate) fn object_guid(staged: &SpooledUser) -> Result<Option<Guid>, String> {
    let values = staged.attributes.values_of(names::OBJECT_GUID);
    let first = match values.and_then(|values| values.first()) {
        Some(first) => first,
        None => return Ok(None),
    };
    if values.map_or(false, |values| values.len() > 1) {
        return Err("it has several objectGUID values".to_owned());
    }
    Guid::from_attribute(first).map(Some).ok_or_else(|| "its objectGUID is not a valid GUID".to_owned())
}

/// The distinguished name of an entry, `None` if it has none.
///
/// # Errors
/// Why it is not valid.
pub(crate) fn stated_name(spelled: &str) -> Result<Option<DistinguishedName>, DnError> {
    match spelled {
        "" => Ok(None),
        spelled => DistinguishedName::parse(spelled).map(Some),
    }
}

impl<'a> Interpreter<'a> {
    /// Prepares the interpretation of `staged`.
    pub(crate) fn new(staged: &'a SpooledUser, seen: &'a HashSet<String>) -> Interpreter<'a> {
        // An entry without an account name, where others have one, is one that the exporter could not read fully: absent means unknown.
        let shows_account =
            || names::OF_AN_ACCOUNT.iter().any(|name| staged.attributes.values_of(name).is_some());
        let others_show_accounts = || seen.contains(&names::SAM_ACCOUNT_NAME.to_ascii_lowercase());
        let absence_clears = staged.kind == SourceKind::Ldif && (shows_account() || !others_show_accounts());
        Interpreter { staged, seen, absence_clears, pool: None, unread: Vec::new(), left: Vec::new() }
    }

    /// Sets the name of the stored user's pool.
    pub(crate) fn in_pool(self, pool: Option<String>) -> Interpreter<'a> {
        Interpreter { pool, ..self }
    }

    /// The fields of the user, given the stored ones.
    ///
    /// # Errors
    /// Why the entry cannot be imported, as a sentence.
    pub(crate) fn fields(
        mut self,
        guid: Option<Guid>,
        name: &DistinguishedName,
        stored: Option<&UserFields<String>>,
    ) -> Result<Interpretation, String> {
        self.note_unreadable();
        let none = UserFields::default();
        let old = stored.unwrap_or(&none);
        let common_name = match name.common_name() {
            Some(name) => Some(name.to_owned()),
            None => self.any_text(names::COMMON_NAME, &old.common_name)?,
        };
        let spelled = if self.staged.distinguished_name.is_empty() {
            old.distinguished_name.clone()
        } else {
            self.staged.distinguished_name.clone()
        };
        let fields = UserFields {
            object_guid: guid.or(old.object_guid),
            distinguished_name: spelled,
            common_name,
            display_name: self.one_text(names::DISPLAY_NAME, &old.display_name)?,
            sam_account_name: self.one_text(names::SAM_ACCOUNT_NAME, &old.sam_account_name)?,
            user_principal_name: self.one_text(names::USER_PRINCIPAL_NAME, &old.user_principal_name)?,
            sip_address: self.one_text(names::SIP_ADDRESS, &old.sip_address)?.map(with_scheme),
            home_server: self.home_server(&old.home_server)?,
            enabled: self
                .read(names::ENABLED, &old.enabled, |value| stated(names::ENABLED, value).map(Some))?,
            user_account_control: self.user_account_control(old.user_account_control)?,
            option_flags: self.option_flags(old.option_flags)?,
            line_uri: self.any_text(names::LINE_URI, &old.line_uri)?,
            given_name: self.any_text(names::GIVEN_NAME, &old.given_name)?,
            surname: self.any_text(names::SURNAME, &old.surname)?,
            department: self.any_text(names::DEPARTMENT, &old.department)?,
            title: self.any_text(names::TITLE, &old.title)?,
            when_created: self.time(names::WHEN_CREATED, old.when_created)?,
            when_changed: self.time(names::WHEN_CHANGED, old.when_changed)?,
            attributes: self.other_attributes(old.attributes.as_deref())?,
        };
        if fields.text_length() > MOST_TEXT {
            return Err(format!("it is larger than {} MiB, the limit for a user", MOST_TEXT >> 20));
        }
        Ok(Interpretation { fields, unread: self.unread, left: self.left })
    }

    fn said(&self, name: &str) -> Said<'a> {
        match self.staged.attributes.values_of(name) {
            Some(values) => {
                let mut readable = values.iter().filter(|value| !holds_zero(value));
                match readable.next() {
                    Some(first) => Said::Values { first, count: 1 + readable.count() },
                    None if values.is_empty() => Said::Cleared,
                    None => Said::Unreadable,
                }
            }
            None if self.absence_clears && self.seen.contains(&name.to_ascii_lowercase()) => Said::Cleared,
            None => Said::Nothing,
        }
    }

    /// Records the fields that have a value with U+0000, which not every store supports. Attributes without a field keep such values as bytes.
    fn note_unreadable(&mut self) {
        for attribute in self.staged.attributes.iter().filter(|attribute| is_text_field(attribute.name)) {
            if let Some(value) = attribute.values.iter().find(|value| holds_zero(value)) {
                let name = attribute.name.trim_start_matches('\u{1}').to_owned();
                self.unread.push((name, String::from_utf8_lossy(value).into_owned()));
            }
        }
    }

    /// The stored value of an attribute that the entry does not have.
    fn leave<T: Clone>(&mut self, name: &'static str, old: &Option<T>) -> Option<T> {
        if old.is_some() && self.absence_clears {
            self.left.push(name.to_owned());
        }
        old.clone()
    }

    /// An attribute that identifies the user: two values would be two names.
    fn one_text(&mut self, name: &'static str, old: &Option<String>) -> Result<Option<String>, String> {
        if let Said::Values { count: count @ 2.., .. } = self.said(name) {
            return Err(format!("it has {} values of {}, which is single-valued", count, name));
        }
        self.any_text(name, old)
    }

    /// An attribute that only describes the user; of several values the first is used.
    fn any_text(&mut self, name: &'static str, old: &Option<String>) -> Result<Option<String>, String> {
        self.read(name, old, |text| Ok(Some(text.to_owned())))
    }

    /// What `read` makes of an attribute's first value.
    fn read<T: Clone>(
        &mut self,
        name: &'static str,
        old: &Option<T>,
        read: impl FnOnce(&str) -> Result<Option<T>, String>,
    ) -> Result<Option<T>, String> {
        match self.said(name) {
            Said::Values { first, .. } => read(text(name, first)?),
            Said::Unreadable => Ok(old.clone()),
            Said::Cleared => Ok(None),
            Said::Nothing => Ok(self.leave(name, old)),
        }
    }

    fn home_server(&mut self, old: &Option<String>) -> Result<Option<String>, String> {
        match (self.said(names::HOME_SERVER), self.said(names::REGISTRAR_POOL)) {
            (Said::Nothing | Said::Cleared, Said::Values { first, .. }) => {
                let pool = text("RegistrarPool", first)?.trim();
                if self.pool.as_deref().map_or(false, |stored| stored.eq_ignore_ascii_case(pool)) {
                    return Ok(old.clone());
                }
                Ok(Some(pool::home_server_in(pool)))
            }
            (Said::Nothing, Said::Cleared) => Ok(None),
            _ => self.one_text(names::HOME_SERVER, old),
        }
    }

    fn user_account_control(&mut self, old: Option<u32>) -> Result<Option<u32>, String> {
        let name = names::USER_ACCOUNT_CONTROL;
        let stated = self.read(name, &old, |value| {
            let wrong = || format!("its {} is \"{}\", neither a number nor flags", name, value);
            account_control::parse(value).map(Some).ok_or_else(wrong)
        })?;
        // Get-ADUser has `Enabled` for a bit of the attribute; if both are present, the attribute takes precedence.
        match (self.said(names::USER_ACCOUNT_CONTROL), self.said(account_control::ACCOUNT_ENABLED)) {
            (Said::Nothing, Said::Values { first, .. }) => {
                let value = text(names::AMBIGUOUS_ENABLED, first)?;
                let enabled = boolean(value).ok_or_else(|| format!("its Enabled is \"{}\"", value))?;
                Ok(Some(account_control::with_enabled(stated, enabled)))
            }
            _ => Ok(stated),
        }
    }

    /// Get-CsUser shows bits of the attribute; if both are present, the attribute takes precedence.
    fn option_flags(&mut self, old: Option<u32>) -> Result<Option<u32>, String> {
        let name = names::OPTION_FLAGS;
        let mut flags = self.read(name, &old, |value| {
            let wrong = || format!("its {} is \"{}\", not a number", name, value);
            account_control::number(value).map(Some).ok_or_else(wrong)
        })?;
        if self.staged.kind != SourceKind::Object || !matches!(self.said(names::OPTION_FLAGS), Said::Nothing)
        {
            return Ok(flags);
        }
        for option in &names::OPTION_BITS {
            if let Some(is_set) = self.derived(option.property, option.staged)? {
                let others = flags.unwrap_or_default() & !option.bit;
                flags = Some(others | if is_set { option.bit } else { 0 });
            }
        }
        Ok(flags)
    }

    /// The value of a TRUE or FALSE property that is a part of an attribute; `None` if it is absent.
    fn derived(&self, property: &str, staged: &str) -> Result<Option<bool>, String> {
        match self.said(staged) {
            Said::Values { first, .. } => stated(property, text(property, first)?).map(Some),
            Said::Unreadable | Said::Cleared | Said::Nothing => Ok(None),
        }
    }

    fn time(
        &mut self,
        name: &'static str,
        old: Option<Microseconds>,
    ) -> Result<Option<Microseconds>, String> {
        let mut unread = None;
        let time = self.read(name, &old, |value| {
            let time = parse_directory_time(value.trim());
            if time.is_none() {
                unread = Some((name.to_owned(), value.to_owned()));
            }
            Ok(time.or(old))
        });
        self.unread.extend(unread);
        time
    }

    /// All attributes without a field, as JSON with sorted names, so that equal content is equal text.
    fn other_attributes(&mut self, old: Option<&str>) -> Result<Option<String>, String> {
        let mut map: Map<String, Value> = match old {
            Some(json) => {
                serde_json::from_str(json).map_err(|e| format!("its stored attributes are damaged: {}", e))?
            }
            None => Map::new(),
        };
        if self.absence_clears {
            map.retain(|name, _| !self.seen.contains(&name.to_ascii_lowercase()));
            self.left.extend(map.keys().cloned());
        }
        // The spelling of each name in the map: an entry can have too many attributes to search them one by one.
        let mut spelled: HashMap<String, String> =
            map.keys().map(|name| (name.to_ascii_lowercase(), name.clone())).collect();
        for attribute in self.staged.attributes.iter() {
            if is_field(attribute.name) {
                continue;
            }
            if attribute.name.contains('\0') {
                self.unread.push(("an attribute".to_owned(), attribute.name.to_owned()));
                continue;
            }
            if let Some(old) = spelled.insert(attribute.name.to_ascii_lowercase(), attribute.name.to_owned())
            {
                map.remove(&old);
            }
            if !attribute.values.is_empty() {
                let values = attribute.values.iter().map(json_value).collect();
                map.insert(attribute.name.to_owned(), Value::Array(values));
            }
        }
        if self.staged.kind == SourceKind::Object {
            self.derived_attributes(&mut map, &spelled)?;
        }
        Ok(if map.is_empty() { None } else { Some(Value::Object(map).to_string()) })
    }

    /// Attributes of which Get-CsUser shows a part, if the object does not have the attribute itself.
    fn derived_attributes(
        &self,
        map: &mut Map<String, Value>,
        spelled: &HashMap<String, String>,
    ) -> Result<(), String> {
        for (property, staged, attribute, with) in [
            (
                "HostedVoiceMail",
                names::HOSTED_VOICE_MAIL,
                names::VOICE_MAIL_SETTINGS,
                voice_mail_settings as With,
            ),
            ("ExUmEnabled", names::EX_UM_ENABLED, names::UM_ENABLED_FLAGS, um_enabled_flags),
        ] {
            if self.staged.attributes.values_of(attribute).is_some() {
                continue;
            }
            if let Some(wanted) = self.derived(property, staged)? {
                let name = spelled.get(&attribute.to_ascii_lowercase()).map_or(attribute, String::as_str);
                let old = map.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
                map.insert(name.to_owned(), Value::Array(with(old, wanted)));
            }
        }
        Ok(())
    }
}

/// The values of an attribute, with a part of them set to TRUE or FALSE.
type With = fn(Vec<Value>, bool) -> Vec<Value>;

fn voice_mail_settings(mut values: Vec<Value>, wanted: bool) -> Vec<Value> {
    const SETTING: &str = "CsHostedVoiceMail=";
    if hosted_voice_mail(values.iter().filter_map(Value::as_str)) != Some(wanted) {
        let is_own =
            |text: &str| text.get(..SETTING.len()).map_or(false, |start| start.eq_ignore_ascii_case(SETTING));
        values.retain(|value| !value.as_str().map_or(false, is_own));
        values.push(format!("{}{}", SETTING, u8::from(wanted)).into());
    }
    values
}

fn um_enabled_flags(values: Vec<Value>, wanted: bool) -> Vec<Value> {
    let number = values.first().and_then(Value::as_str).and_then(|text| text.trim().parse::<i64>().ok());
    let flags = number.unwrap_or_default() & !1 | i64::from(wanted);
    if number == Some(flags) {
        values
    } else {
        vec![flags.to_string().into()]
    }
}

fn is_field(name: &str) -> bool {
    names::WITH_A_FIELD.iter().any(|field| field.eq_ignore_ascii_case(name))
        || name.eq_ignore_ascii_case(names::USER_CERTIFICATE)
        || names::is_derived(name)
}

/// Whether an attribute has a field that is parsed from text, including numbers and times.
fn is_text_field(name: &str) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    is_field(name) && !is(names::OBJECT_GUID) && !is(names::USER_CERTIFICATE)
}

/// Whether a value contains U+0000. PostgreSQL does not support it in text.
fn holds_zero(value: &[u8]) -> bool {
    memchr::memchr(0, value).is_some()
}

fn json_value(value: &[u8]) -> Value {
    match std::str::from_utf8(value) {
        Ok(text) if !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
            Value::String(text.to_owned())
        }
        _ => serde_json::json!({ "base64": base64::encode(value) }),
    }
}

/// A property that is TRUE or FALSE.
fn stated(property: &str, value: &str) -> Result<bool, String> {
    boolean(value).ok_or_else(|| format!("its {} is \"{}\", not TRUE or FALSE", property, value))
}

fn text<'v>(name: &str, value: &'v [u8]) -> Result<&'v str, String> {
    std::str::from_utf8(value).map_err(|_| format!("its {} is not UTF-8 text", name))
}

/// The directory has the scheme; tables made by hand often omit it.
fn with_scheme(address: String) -> String {
    if without_sip_scheme(&address).len() == address.len() && address.contains('@') && !address.contains(':')
    {
        format!("sip:{}", address)
    } else {
        address
    }
}
