//! What the process's surroundings add to a connection string.

use std::path::PathBuf;

/// Variables and the name of the operating system's user. Tests have their own.
pub struct Environment<'e> {
    /// A variable's value.
    pub variable: &'e dyn Fn(&str) -> Option<String>,
    /// Who runs the process: the database's user where nothing else is said.
    pub os_user: Option<String>,
}

impl Environment<'static> {
    /// That of this process.
    pub fn of_process() -> Environment<'static> {
        let variable = &|name: &str| std::env::var(name).ok();
        let os_user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| variable(name));
        Environment { variable, os_user }
    }
}

impl Environment<'_> {
    /// A variable that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// Where passwords are kept unless something else is said.
    pub(crate) fn passfile(&self) -> Option<PathBuf> {
        if cfg!(windows) {
            Some(PathBuf::from(self.get("APPDATA")?).join("postgresql").join("pgpass.conf"))
        } else {
            Some(PathBuf::from(self.get("HOME")?).join(".pgpass"))
        }
    }
}
