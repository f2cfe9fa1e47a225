//! Security descriptors: for new files, and of existing ones.

use std::io;
use std::path::Path;
use std::ptr::null_mut;

use winapi::shared::minwindef::{DWORD, MAX_PATH};
use winapi::shared::sddl::{ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1};
use winapi::um::accctrl::SE_FILE_OBJECT;
use winapi::um::aclapi::GetSecurityInfo;
use winapi::um::fileapi::{
    CreateFileW, GetFileInformationByHandle, GetVolumeInformationW, GetVolumePathNameW,
    BY_HANDLE_FILE_INFORMATION, OPEN_EXISTING,
};
use winapi::um::handleapi::INVALID_HANDLE_VALUE;
use winapi::um::securitybaseapi::{GetAce, GetFileSecurityW, SetFileSecurityW};
use winapi::um::winbase::{LocalFree, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT};
use winapi::um::winnt::{
    ACCESS_ALLOWED_ACE, ACCESS_ALLOWED_ACE_TYPE, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, ACCESS_DENIED_ACE_TYPE,
    ACCESS_DENIED_CALLBACK_ACE_TYPE, ACE_HEADER, DACL_SECURITY_INFORMATION, FILE_ATTRIBUTE_REPARSE_POINT,
    FILE_READ_ATTRIBUTES, FILE_READ_ONLY_VOLUME, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
    OWNER_SECURITY_INFORMATION, PACL, PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
    READ_CONTROL,
};

use ::cscert_registry::platform::FileState;

use super::sid::Sid;
use super::system::{wide, wide_path, Handle};

/// A descriptor that Windows allocated.
pub(super) struct Descriptor(PSECURITY_DESCRIPTOR);

impl Descriptor {
    /// Parses a descriptor in SDDL.
    pub fn parse(text: &str) -> io::Result<Descriptor> {
        let text = wide(text);
        let mut descriptor = null_mut();
        // SAFETY: the text ends in zero; the descriptor is freed when it is dropped.
        let read = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                DWORD::from(SDDL_REVISION_1),
                &mut descriptor,
                null_mut(),
            )
        };
        if read == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Descriptor(descriptor))
    }

    pub fn raw(&self) -> PSECURITY_DESCRIPTOR {
        self.0
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: Windows allocated it for us.
        unsafe { LocalFree(self.0) };
    }
}

/// Copies the access list of another file to a file, without inherited entries, unless it already has it.
pub(super) fn copy_rights(from: &Path, to: &Path) -> io::Result<()> {
    let (wanted, found) = (access_list(from)?, access_list(to)?);
    if wanted == found {
        return Ok(());
    }
    let to = wide_path(to);
    let descriptor = wanted.as_ptr() as PSECURITY_DESCRIPTOR;
    // SAFETY: the path ends in zero; the descriptor is one that Windows wrote, aligned, and is only read.
    let done = unsafe {
        SetFileSecurityW(
            to.as_ptr(),
            DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
            descriptor,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// A descriptor with only the access list of a file, in words of its alignment.
fn access_list(path: &Path) -> io::Result<Vec<u64>> {
    let path = wide_path(path);
    let mut descriptor: Vec<u64> = Vec::new();
    loop {
        let room = (descriptor.len() * std::mem::size_of::<u64>()) as DWORD;
        let mut needed: DWORD = 0;
        // SAFETY: the path ends in zero, and Windows writes at most the length of the buffer.
        let done = unsafe {
            GetFileSecurityW(
                path.as_ptr(),
                DACL_SECURITY_INFORMATION,
                descriptor.as_mut_ptr().cast(),
                room,
                &mut needed,
            )
        };
        if done != 0 {
            return Ok(descriptor);
        }
        let error = io::Error::last_os_error();
        if needed <= room {
            return Err(error);
        }
        descriptor = vec![0; (needed as usize + 7) / 8];
    }
}

/// A granted right.
pub(super) struct Grant {
    pub who: Sid,
    pub rights: u32,
    /// The flags of its inheritance.
    pub flags: u8,
}

/// The owner and the access list of a file or folder.
pub(super) struct Protection {
    pub owner: Sid,
    /// `None` if there is no list, which allows everything to everyone.
    pub grants: Option<Vec<Grant>>,
    pub links: u32,
    pub reparse_point: bool,
}

impl Protection {
    /// Of the object itself, not of the target of a link.
    pub fn of(path: &Path) -> io::Result<Protection> {
        let path = wide_path(path);
        // SAFETY: the path ends in zero. The owner and the list lie within the descriptor, which lives to the end of the function;
        // Windows fills all it returns.
        unsafe {
            let handle = open(&path, READ_CONTROL | FILE_READ_ATTRIBUTES, FILE_FLAG_OPEN_REPARSE_POINT)?;
            let information = information(&handle)?;
            let (mut owner, mut list, mut descriptor): (PSID, PACL, PSECURITY_DESCRIPTOR) =
                (null_mut(), null_mut(), null_mut());
            let error = GetSecurityInfo(
                handle.raw(),
                SE_FILE_OBJECT,
                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                &mut owner,
                null_mut(),
                &mut list,
                null_mut(),
                &mut descriptor,
            );
            if error != 0 {
                return Err(io::Error::from_raw_os_error(error as i32));
            }
            let _alive = Descriptor(descriptor);
            Ok(Protection {
                owner: Sid::copy(owner)?,
                grants: if list.is_null() { None } else { Some(grants(list)?) },
                links: information.nNumberOfLinks,
                reparse_point: information.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT != 0,
            })
        }
    }
}

/// The identity and the state of the file at a path. Windows can update the time of a change only when the file is closed: only its length shows
/// that it was written.
pub(super) fn state(path: &Path) -> io::Result<FileState> {
    // SAFETY: the path ends in zero.
    let information =
        unsafe { open(&wide_path(path), FILE_READ_ATTRIBUTES, 0) }.and_then(|handle| information(&handle))?;
    let joined = |high: DWORD, low: DWORD| u64::from(high) << 32 | u64::from(low);
    Ok(FileState {
        identity: (
            u64::from(information.dwVolumeSerialNumber),
            joined(information.nFileIndexHigh, information.nFileIndexLow),
        ),
        names: u64::from(information.nNumberOfLinks),
        written: (joined(information.nFileSizeHigh, information.nFileSizeLow), 0),
    })
}

/// Whether the volume of a path is read-only.
pub(super) fn is_on_read_only_volume(path: &Path) -> bool {
    let path = wide_path(path);
    let mut root = [0_u16; MAX_PATH + 1];
    let mut flags: DWORD = 0;
    // SAFETY: the path ends in zero, and so does the root that Windows writes within the length given; what is not asked for is null.
    unsafe {
        GetVolumePathNameW(path.as_ptr(), root.as_mut_ptr(), root.len() as DWORD) != 0
            && GetVolumeInformationW(
                root.as_ptr(),
                null_mut(),
                0,
                null_mut(),
                null_mut(),
                &mut flags,
                null_mut(),
                0,
            ) != 0
            && flags & FILE_READ_ONLY_VOLUME != 0
    }
}

/// Opens a file or folder to query it, even if another process has it open.
///
/// # Safety
/// `path` must end in zero.
unsafe fn open(path: &[u16], access: DWORD, flags: DWORD) -> io::Result<Handle> {
    // SAFETY: the path ends in zero; the handle is open from here on and closed with its Handle.
    unsafe {
        let handle = CreateFileW(
            path.as_ptr(),
            access,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            null_mut(),
            OPEN_EXISTING,
            FILE_FLAG_BACKUP_SEMANTICS | flags,
            null_mut(),
        );
        if handle == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        Ok(Handle::new(handle))
    }
}

fn information(handle: &Handle) -> io::Result<BY_HANDLE_FILE_INFORMATION> {
    // SAFETY: the structure holds numbers only, and Windows fills it; the handle is open as long as it is borrowed.
    unsafe {
        let mut information: BY_HANDLE_FILE_INFORMATION = std::mem::zeroed();
        if GetFileInformationByHandle(handle.raw(), &mut information) == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(information)
    }
}

/// The rights that a list grants. Denied rights are ignored, which can only make the result stricter.
///
/// # Safety
/// `list` must point to a list that Windows made.
unsafe fn grants(list: PACL) -> io::Result<Vec<Grant>> {
    let mut grants = Vec::new();
    // SAFETY: GetAce stays within the list; of the kinds read here the identifier stands where ACCESS_ALLOWED_ACE has it.
    unsafe {
        for index in 0..u32::from((*list).AceCount) {
            let mut entry = null_mut();
            if GetAce(list, index, &mut entry) == 0 {
                return Err(io::Error::last_os_error());
            }
            let header = *entry.cast::<ACE_HEADER>();
            match header.AceType {
                ACCESS_ALLOWED_ACE_TYPE | ACCESS_ALLOWED_CALLBACK_ACE_TYPE => {
                    let allowed = entry.cast::<ACCESS_ALLOWED_ACE>();
                    let who = Sid::copy(std::ptr::addr_of_mut!((*allowed).SidStart).cast())?;
                    grants.push(Grant { who, rights: (*allowed).Mask, flags: header.AceFlags });
                }
                ACCESS_DENIED_ACE_TYPE | ACCESS_DENIED_CALLBACK_ACE_TYPE => {}
                // Files have no others; an unknown one could allow anything.
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "an entry of an unknown type")),
            }
        }
    }
    Ok(grants)
}
