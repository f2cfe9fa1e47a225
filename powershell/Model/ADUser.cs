using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using CsClientCertificate.Model;
using CsClientCertificate.Native;

namespace Microsoft.Rtc.Management.ADConnect.Schema;

/// <summary>
/// A user of the directory, as it was last imported. Null stands for an attribute the directory does not hold. Two objects are equal
/// where they are the same user of the same registry, whatever was imported in between.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class ADUser : IComparable
{
    // msRTCSIP-OptionFlags: enabled for Enterprise Voice.
    private const uint EnterpriseVoiceFlag = 128;

    private readonly RegistryOrigin origin;
    private readonly UserText text;
    private readonly long userKey;
    private readonly Guid objectGuid;
    private readonly NativeUserFlags flags;
    private readonly uint userAccountControl;
    private readonly uint optionFlags;
    private readonly long whenCreated;
    private readonly long whenChanged;
    private IReadOnlyDictionary<string, object>? attributes;

    internal unsafe ADUser(NativeUser* row, RegistryOrigin origin, string? homeServer, string? registrarPool)
    {
        this.origin = origin;
        HomeServer = homeServer;
        RegistrarPool = registrarPool;
        text = new UserText(row);
        userKey = row->UserKey;
        objectGuid = NativeBytes.Guid(row->ObjectGuid);
        flags = row->Flags;
        userAccountControl = row->UserAccountControl;
        optionFlags = row->OptionFlags;
        whenCreated = row->WhenCreated;
        whenChanged = row->WhenChanged;
    }

    /// <summary>The distinguished name.</summary>
    public string Identity => text[UserText.Field.DistinguishedName] ?? string.Empty;

    /// <summary>The SIP address, with <c>sip:</c> (msRTCSIP-PrimaryUserAddress).</summary>
    public string? SipAddress => text[UserText.Field.SipAddress];

    /// <summary>The Registrar pool, from the home server; null if the user is assigned to none.</summary>
    public string? RegistrarPool { get; }

    /// <summary>The home server's distinguished name (msRTCSIP-PrimaryHomeServer).</summary>
    public string? HomeServer { get; }

    /// <summary>Whether the user is enabled for Skype for Business Server (msRTCSIP-UserEnabled). Whether the account may log on says <see cref="UserAccountControl"/>.</summary>
    public bool? Enabled => Has(NativeUserFlags.HasEnabled) ? Has(NativeUserFlags.Enabled) : null;

    /// <summary>Whether the user is enabled for Enterprise Voice (bit 128 of msRTCSIP-OptionFlags).</summary>
    public bool? EnterpriseVoiceEnabled =>
        Has(NativeUserFlags.HasOptionFlags) ? (optionFlags & EnterpriseVoiceFlag) != 0 : null;

    /// <summary>The telephone number as a URI (msRTCSIP-Line).</summary>
    [SuppressMessage("Design", "CA1056", Justification = "Scripts match on the text the directory holds, which need not be a URI.")]
    public string? LineURI => text[UserText.Field.LineUri];

    /// <summary>The display name; others may have the same.</summary>
    public string? DisplayName => text[UserText.Field.DisplayName];

    /// <summary>The logon name without its domain (sAMAccountName).</summary>
    public string? SamAccountName => text[UserText.Field.SamAccountName];

    /// <summary>The user principal name.</summary>
    public string? UserPrincipalName => text[UserText.Field.UserPrincipalName];

    /// <summary>The distinguished name.</summary>
    public string DistinguishedName => Identity;

    /// <summary>The common name (cn).</summary>
    public string? Name => text[UserText.Field.CommonName];

    /// <summary>The given name.</summary>
    public string? FirstName => text[UserText.Field.GivenName];

    /// <summary>The surname (sn).</summary>
    public string? LastName => text[UserText.Field.Surname];

    /// <summary>The department.</summary>
    public string? Department => text[UserText.Field.Department];

    /// <summary>The title.</summary>
    public string? Title => text[UserText.Field.Title];

    /// <summary>The account's state in the directory, as flag names.</summary>
    public UserAccountControl? UserAccountControl =>
        Has(NativeUserFlags.HasUserAccountControl) ? (UserAccountControl)unchecked((int)userAccountControl) : null;

    /// <summary>The objectGUID, the same as <see cref="Guid"/>.</summary>
    public Guid? ObjectId => Guid;

    /// <summary>The objectGUID.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "Scripts read it by this name.")]
    public Guid? Guid => Has(NativeUserFlags.HasObjectGuid) ? objectGuid : null;

    /// <summary>When the directory's object was made; local time.</summary>
    public DateTime? WhenCreated => NativeTime.ToLocalOrNull(whenCreated);

    /// <summary>When the directory's object was last changed; local time.</summary>
    public DateTime? WhenChanged => NativeTime.ToLocalOrNull(whenChanged);

    /// <summary>
    /// All imported attributes by their directory names, in any case: a string, an array of strings where an
    /// attribute has several values, bytes (or an array of them) where it is binary.
    /// </summary>
    public IReadOnlyDictionary<string, object> Attributes => attributes ??= UserAttributes.Read(text, this, optionFlags);

    internal UserKey Key => new(origin.Id, userKey);

    /// <summary>The distinguished name as an argument.</summary>
    internal NativeText IdentityArgument(NativeArena arena) => text.Argument(UserText.Field.DistinguishedName, arena);

    /// <summary>Whether it is the same user.</summary>
    /// <param name="obj">The other.</param>
    /// <returns>Whether it is.</returns>
    public override bool Equals(object? obj) => obj is ADUser other && Key.Equals(other.Key);

    /// <summary>A number that equal ones share.</summary>
    /// <returns>The number.</returns>
    public override int GetHashCode() => Key.GetHashCode();

    /// <summary>Orders by distinguished name.</summary>
    /// <param name="obj">The other.</param>
    /// <returns>Less than 0 where this one comes first; 0 where they are equal.</returns>
    /// <exception cref="ArgumentException">The other is not a user of this module.</exception>
    public int CompareTo(object? obj)
    {
        if (obj is null)
        {
            return 1;
        }

        ADUser other = obj as ADUser ?? throw SharedOrder.NotOfOneKind(this, obj);
        return SharedOrder.OfUsers(Identity, Key, other.Identity, other.Key);
    }

    /// <summary>The distinguished name.</summary>
    /// <returns>An identity that means this user.</returns>
    public override string ToString() => Identity;

    internal bool Has(NativeUserFlags flag) => (flags & flag) != 0;
}
