//! Checks who can change a file or folder.

use std::path::Path;

use winapi::um::winnt::{
    DELETE, FILE_ADD_FILE, FILE_APPEND_DATA, FILE_DELETE_CHILD, FILE_WRITE_DATA, GENERIC_ALL, GENERIC_WRITE,
    INHERIT_ONLY_ACE, OBJECT_INHERIT_ACE, WRITE_DAC, WRITE_OWNER,
};

use ::cscert_registry::platform::Place;

use super::account;
use super::descriptor::{Grant, Protection};

/// SYSTEM, Administrators, and the installer that owns Windows' own folders.
const MACHINE: [&str; 3] =
    ["S-1-5-18", "S-1-5-32-544", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];
/// The owner of the object, or of what is created in it: owners are checked separately.
const OWNER: [&str; 2] = ["S-1-3-0", "S-1-3-4"];

/// Rights that allow replacing the content of any object.
const TAKING_OVER: u32 = WRITE_DAC | WRITE_OWNER | GENERIC_ALL;
/// Rights that allow changing a file.
const CHANGING: u32 = TAKING_OVER | FILE_WRITE_DATA | FILE_APPEND_DATA | DELETE | GENERIC_WRITE;

/// Refuses what anyone except the current user, SYSTEM and Administrators could have changed.
pub(super) fn check(path: &Path, place: Place) -> Result<(), String> {
    let shown = shown(path);
    let cannot = |error| format!("the permissions of \"{}\" cannot be read ({})", shown, error);
    let protection = Protection::of(path).map_err(cannot)?;
    let me = account::current_user().map_err(cannot)?.text();
    let owner = protection.owner.text();
    if owner != me && !MACHINE.contains(&&*owner) {
        return Err(format!(
            "\"{}\" is owned by {}; it must be owned by the current user, SYSTEM or Administrators",
            shown,
            protection.owner.name()
        ));
    }
    if place == Place::File && protection.reparse_point {
        return Err(format!("\"{}\" is a symbolic link", shown));
    }
    // A second name outside the protected folder would bypass the protection.
    if place == Place::File && protection.links > 1 {
        return Err(format!("\"{}\" has {} hard links; it must have only one name", shown, protection.links));
    }
    let grants = match &protection.grants {
        Some(grants) => grants,
        None => {
            return Err(format!("\"{}\" has no access control list, so everybody can write to it", shown))
        }
    };
    let root = path.parent().is_none();
    for grant in grants.iter().filter(|grant| endangers(grant, place, root)) {
        let who = grant.who.text();
        if who != me && !MACHINE.contains(&&*who) && !OWNER.contains(&&*who) {
            let name = grant.who.name();
            return Err(format!(
                "\"{}\" is writable by {}; remove that permission (icacls \"{}\" /inheritance:d, then icacls \"{}\" /remove:g \"{}\"), or choose a folder that does not exist yet",
                shown, name, shown, shown, name
            ));
        }
    }
    Ok(())
}

/// Whether a right allows changing the registry.
pub(super) fn endangers(grant: &Grant, place: Place, root: bool) -> bool {
    let here = if grant.flags & INHERIT_ONLY_ACE == 0 { grant.rights } else { 0 };
    // The root folder of a drive cannot be moved, whatever its access list.
    let moving = if root { 0 } else { DELETE };
    match place {
        Place::File => here & CHANGING != 0,
        Place::Folder => {
            // The files that SQLite creates beside the database inherit the permissions of the folder.
            let inherited = if grant.flags & OBJECT_INHERIT_ACE != 0 { grant.rights } else { 0 };
            here & (TAKING_OVER | FILE_DELETE_CHILD | FILE_ADD_FILE | GENERIC_WRITE | moving) != 0
                || inherited & CHANGING != 0
        }
        Place::FolderAbove | Place::Link => here & (TAKING_OVER | FILE_DELETE_CHILD | moving) != 0,
    }
}

/// The path in its usual form.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    text.strip_prefix(r"\\?\").map_or(text.clone(), str::to_owned)
}
