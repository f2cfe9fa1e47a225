namespace CsClientCertificate.Model;

/// <summary>The directory's userAccountControl bits ([MS-ADTS] 2.2.16). Scripts match on the names.</summary>
[Flags]
public enum UserAccountControl
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>A logon script runs.</summary>
    Script = 0x1,

    /// <summary>The account is disabled. Its client certificates remain valid until they are revoked.</summary>
    AccountDisabled = 0x2,

    /// <summary>A home folder is required.</summary>
    HomeDirectoryRequired = 0x8,

    /// <summary>The account is locked out.</summary>
    Lockout = 0x10,

    /// <summary>No password is required.</summary>
    PasswordNotRequired = 0x20,

    /// <summary>The user cannot change the password.</summary>
    CannotChangePassword = 0x40,

    /// <summary>The password is stored in a form that can be read back.</summary>
    EncryptedTextPasswordAllowed = 0x80,

    /// <summary>An account for a user whose own account is in another domain.</summary>
    TemporaryDuplicateAccount = 0x100,

    /// <summary>A usual user account.</summary>
    NormalAccount = 0x200,

    /// <summary>The account of a trusting domain.</summary>
    InterDomainTrustAccount = 0x800,

    /// <summary>A computer's account.</summary>
    WorkstationTrustAccount = 0x1000,

    /// <summary>A domain controller's account.</summary>
    ServerTrustAccount = 0x2000,

    /// <summary>The password does not expire.</summary>
    PasswordNeverExpires = 0x10000,

    /// <summary>A majority node set logon account.</summary>
    MnsLogonAccount = 0x20000,

    /// <summary>A smart card is required.</summary>
    SmartCardRequired = 0x40000,

    /// <summary>Trusted for Kerberos delegation.</summary>
    TrustedForDelegation = 0x80000,

    /// <summary>Never delegated.</summary>
    NotDelegated = 0x100000,

    /// <summary>Only DES keys.</summary>
    UseDesKeyOnly = 0x200000,

    /// <summary>No Kerberos preauthentication.</summary>
    DoNotRequirePreauthentication = 0x400000,

    /// <summary>The password has expired.</summary>
    PasswordExpired = 0x800000,

    /// <summary>Trusted to authenticate for delegation.</summary>
    TrustedToAuthenticateForDelegation = 0x1000000,

    /// <summary>On a read-only domain controller.</summary>
    PartialSecretsAccount = 0x4000000,
}
