//! Security identifiers of Windows accounts.

use std::io;
use std::ptr::null_mut;

use winapi::shared::minwindef::DWORD;
use winapi::shared::sddl::ConvertSidToStringSidW;
use winapi::um::securitybaseapi::{CopySid, GetLengthSid, IsValidSid};
use winapi::um::winbase::{LocalFree, LookupAccountSidW};
use winapi::um::winnt::{PSID, SID_NAME_USE};

use super::system::text_of;

/// The maximum length of the name of an account or a domain.
const NAME: usize = 512;

/// An owned security identifier, with the alignment that Windows requires.
#[derive(Clone)]
pub(super) struct Sid(Vec<u32>);

impl Sid {
    /// A copy of the identifier at `sid`.
    ///
    /// # Safety
    /// `sid` must point to a readable identifier.
    pub unsafe fn copy(sid: PSID) -> io::Result<Sid> {
        // SAFETY: the caller vouches for the memory; the copy has the length given by the identifier.
        unsafe {
            if sid.is_null() || IsValidSid(sid) == 0 {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a security identifier is not valid"));
            }
            let length = GetLengthSid(sid);
            let mut copy = vec![0_u32; (length as usize + 3) / 4];
            if CopySid(length, copy.as_mut_ptr().cast(), sid) == 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(Sid(copy))
        }
    }

    /// For functions that only read it.
    pub fn as_ptr(&self) -> PSID {
        self.0.as_ptr() as PSID
    }

    /// `S-1-5-18`.
    pub fn text(&self) -> String {
        let mut text = null_mut();
        // SAFETY: the identifier is valid; what Windows returns is read up to its end and freed.
        unsafe {
            if ConvertSidToStringSidW(self.as_ptr(), &mut text) == 0 {
                return "an unknown identifier".to_owned();
            }
            let length = (0..).take_while(|index| *text.add(*index) != 0).count();
            let copy = text_of(std::slice::from_raw_parts(text, length));
            LocalFree(text.cast());
            copy
        }
    }

    /// `DOMAIN\name`; the text of the identifier if it has no name.
    pub fn name(&self) -> String {
        let (mut name, mut domain) = ([0_u16; NAME], [0_u16; NAME]);
        let (mut name_length, mut domain_length) = (NAME as DWORD, NAME as DWORD);
        let mut kind: SID_NAME_USE = 0;
        // SAFETY: the identifier is valid, and the lengths are those of the two buffers.
        let known = unsafe {
            LookupAccountSidW(
                std::ptr::null(),
                self.as_ptr(),
                name.as_mut_ptr(),
                &mut name_length,
                domain.as_mut_ptr(),
                &mut domain_length,
                &mut kind,
            )
        };
        if known == 0 {
            return self.text();
        }
        let (name, domain) =
            (text_of(&name[..name_length as usize]), text_of(&domain[..domain_length as usize]));
        if domain.is_empty() {
            name
        } else {
            format!("{}\\{}", domain, name)
        }
    }
}
