//! Connection strings as keywords and values: `host=server dbname=registry password='with blanks'`.

use std::iter::Peekable;
use std::str::CharIndices;

use super::settings::Settings;
use crate::error::{Error, Result};

/// Reads keywords and values. Errors name a place, not the text there: it may be part of a password.
pub(crate) fn read(text: &str, settings: &mut Settings) -> Result<()> {
    let mut rest = text.char_indices().peekable();
    loop {
        skip_blanks(&mut rest);
        let start = match rest.peek() {
            Some(&(start, _)) => start,
            None => return Ok(()),
        };
        let mut keyword = String::new();
        while let Some((_, c)) = rest.next_if(|&(_, c)| c != '=' && !c.is_whitespace()) {
            keyword.push(c);
        }
        skip_blanks(&mut rest);
        if rest.next_if(|&(_, c)| c == '=').is_none() {
            return Err(Error::Config(format!(
                "The connection string has no '=' after the keyword at position {} (a value with blanks needs single quotes).",
                start + 1
            )));
        }
        skip_blanks(&mut rest);
        let value = read_value(&mut rest)?;
        settings.put(&keyword, value)?;
    }
}

fn read_value(rest: &mut Peekable<CharIndices<'_>>) -> Result<String> {
    let quoted = rest.next_if(|&(_, c)| c == '\'').is_some();
    let mut value = String::new();
    while let Some(&(_, c)) = rest.peek() {
        if !quoted && c.is_whitespace() {
            return Ok(value);
        }
        rest.next();
        match c {
            '\'' if quoted => return Ok(value),
            '\\' => value.extend(rest.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    if quoted {
        return Err(Error::config("The connection string has a single quote that is not closed."));
    }
    Ok(value)
}

fn skip_blanks(rest: &mut Peekable<CharIndices<'_>>) {
    while rest.next_if(|&(_, c)| c.is_whitespace()).is_some() {}
}
