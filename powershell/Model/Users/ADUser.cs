using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Rtc.Management.ADConnect.Schema;

/// <summary>
/// A user of the directory, as it was last imported. Null stands for an attribute the directory does not hold. Two objects are equal
/// where they are the same user of the same registry, whatever was imported in between.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class ADUser : IComparable
{
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
    private PSObject? identity;

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

    /// <summary>
    /// The distinguished name: a text, which has a property DistinguishedName as well, for scripts that were written for Skype for Business
    /// Server read it as one or the other.
    /// </summary>
    public object Identity => identity ??= IdentityOf(DistinguishedName);

    /// <summary>The SIP address, with <c>sip:</c> (msRTCSIP-PrimaryUserAddress).</summary>
    public string? SipAddress => text[UserText.Field.SipAddress];

    /// <summary>The Registrar pool, from the home server; null if the user is assigned to none.</summary>
    public string? RegistrarPool { get; }

    /// <summary>The home server's distinguished name (msRTCSIP-PrimaryHomeServer).</summary>
    public string? HomeServer { get; }

    /// <summary>Whether the user is enabled for Skype for Business Server (msRTCSIP-UserEnabled). <see cref="UserAccountControl"/> says whether the account can log on.</summary>
    public bool? Enabled => Has(NativeUserFlags.HasEnabled) ? Has(NativeUserFlags.Enabled) : null;

    /// <summary>Where the user is homed: <c>SRV:</c> on premises, else the host name of the provider (msRTCSIP-DeploymentLocator).</summary>
    public string? HostingProvider => Attribute("msRTCSIP-DeploymentLocator").Text;

    /// <summary>Whether the user may talk to users of federated domains (msRTCSIP-FederationEnabled).</summary>
    public bool? EnabledForFederation => Attribute("msRTCSIP-FederationEnabled").Boolean;

    /// <summary>Whether the user may sign in from outside (msRTCSIP-InternetAccessEnabled).</summary>
    public bool? EnabledForInternetAccess => Attribute("msRTCSIP-InternetAccessEnabled").Boolean;

    /// <summary>Whether the user may talk to users of public providers (bit 1 of msRTCSIP-OptionFlags).</summary>
    public bool? PublicNetworkEnabled => Option(0x1);

    /// <summary>Whether the user controls a desk phone (bit 16 of msRTCSIP-OptionFlags).</summary>
    public bool? RemoteCallControlTelephonyEnabled => Option(0x10);

    /// <summary>Whether the user is enabled for Enterprise Voice (bit 128 of msRTCSIP-OptionFlags).</summary>
    public bool? EnterpriseVoiceEnabled => Option(0x80);

    /// <summary>Whether the user is enabled for enhanced presence (bit 256 of msRTCSIP-OptionFlags).</summary>
    public bool? EnabledForRichPresence => Option(0x100);

    /// <summary>Whether calls ring at the PBX's phone and here (bit 512 of msRTCSIP-OptionFlags).</summary>
    public bool? IPPBXSoftPhoneRoutingEnabled => Option(0x200);

    /// <summary>Whether audio and video are turned off (bit 1024 of msRTCSIP-OptionFlags).</summary>
    public bool? AudioVideoDisabled => Option(0x400);

    /// <summary>The telephone number as a URI (msRTCSIP-Line).</summary>
    [SuppressMessage("Design", "CA1056", Justification = "Scripts match on the text the directory holds, which need not be a URI.")]
    public string? LineURI => text[UserText.Field.LineUri];

    /// <summary>The second, private telephone number as a URI (msRTCSIP-PrivateLine).</summary>
    public string? PrivateLine => Attribute("msRTCSIP-PrivateLine").Text;

    /// <summary>The SIP address of the gateway that controls the desk phone (msRTCSIP-LineServer).</summary>
    [SuppressMessage("Design", "CA1056", Justification = "Scripts match on the text the directory holds, which need not be a URI.")]
    public string? LineServerURI => Attribute("msRTCSIP-LineServer").Text;

    /// <summary>Whether voice mail is hosted in the cloud: <c>CsHostedVoiceMail</c>, else <c>ExchangeHostedVoiceMail</c> in msExchUCVoiceMailSettings.</summary>
    public bool? HostedVoiceMail => Attribute("msExchUCVoiceMailSettings").HostedVoiceMail;

    /// <summary>Whether Exchange's unified messaging is enabled (bit 1 of msExchUMEnabledFlags).</summary>
    public bool? ExUmEnabled => Attribute("msExchUMEnabledFlags").Bit(0x1);

    /// <summary>The home server to which the user is being moved (msRTCSIP-TargetHomeServer).</summary>
    public string? TargetServerIfMoving => Attribute("msRTCSIP-TargetHomeServer").Text;

    /// <summary>Dial-in conferencing providers (msRTCSIP-AcpInfo).</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "PowerShell compares the elements of arrays.")]
    public string[]? AcpInfo => Attribute("msRTCSIP-AcpInfo").Texts;

    /// <summary>The tenant (msRTCSIP-TenantId).</summary>
    public Guid? TenantId => Attribute("msRTCSIP-TenantId").Guid;

    /// <summary>The group of users that one server of the pool serves (msRTCSIP-UserRoutingGroupId).</summary>
    public Guid? UserRoutingGroupId => Attribute("msRTCSIP-UserRoutingGroupId").Guid;

    /// <summary>The security identifier (objectSid), <c>S-1-5-21-…</c>.</summary>
    public string? Sid => Attribute("objectSid").Text;

    /// <summary>The security identifier in the forest that the account comes from (msRTCSIP-OriginatorSid).</summary>
    public string? OriginatorSid => Attribute("msRTCSIP-OriginatorSid").Text;

    /// <summary>The mail address (mail).</summary>
    public string? WindowsEmailAddress => Attribute("mail").Text;

    /// <summary>All addresses (proxyAddresses).</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "PowerShell compares the elements of arrays.")]
    public string[]? ProxyAddresses => Attribute("proxyAddresses").Texts;

    /// <summary>The distinguished name of the object's category (objectCategory).</summary>
    public string? ObjectCategory => Attribute("objectCategory").Text;

    /// <summary>The object's classes (objectClass).</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "PowerShell compares the elements of arrays.")]
    public string[]? ObjectClass => Attribute("objectClass").Texts;

    /// <summary>The display name; it need not be unique.</summary>
    public string? DisplayName => text[UserText.Field.DisplayName];

    /// <summary>The logon name without its domain (sAMAccountName).</summary>
    public string? SamAccountName => text[UserText.Field.SamAccountName];

    /// <summary>The user principal name.</summary>
    public string? UserPrincipalName => text[UserText.Field.UserPrincipalName];

    /// <summary>The distinguished name.</summary>
    public string DistinguishedName => text[UserText.Field.DistinguishedName] ?? string.Empty;

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

    /// <summary>The state of the account in the directory, as flags.</summary>
    public UserAccountControl? UserAccountControl =>
        Has(NativeUserFlags.HasUserAccountControl) ? (UserAccountControl)unchecked((int)userAccountControl) : null;

    /// <summary>The objectGUID, the same as <see cref="Guid"/>.</summary>
    public Guid? ObjectId => Guid;

    /// <summary>The objectGUID.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "Scripts read it by this name.")]
    public Guid? Guid => Has(NativeUserFlags.HasObjectGuid) ? objectGuid : null;

    /// <summary>When the directory object was created; local time.</summary>
    public DateTime? WhenCreated => NativeTime.ToLocalOrNull(whenCreated);

    /// <summary>When the directory object was last changed; local time.</summary>
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
    public override bool Equals(object? obj) => obj is ADUser other && Key.Equals(other.Key);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    /// <summary>Orders by distinguished name.</summary>
    public int CompareTo(object? obj)
    {
        if (SharedOrder.Other(this, obj) is not ADUser other)
        {
            return 1;
        }

        return SharedOrder.OfUsers(DistinguishedName, Key, other.DistinguishedName, other.Key);
    }

    /// <summary>The distinguished name.</summary>
    /// <returns>An identity that means this user.</returns>
    public override string ToString() => DistinguishedName;

    internal bool Has(NativeUserFlags flag) => (flags & flag) != 0;

    private static PSObject IdentityOf(string distinguishedName)
    {
        var identity = new PSObject(distinguishedName);
        identity.Properties.Add(new PSNoteProperty(nameof(DistinguishedName), distinguishedName));
        return identity;
    }

    private bool? Option(uint bit) => Has(NativeUserFlags.HasOptionFlags) ? (optionFlags & bit) != 0 : null;

    private AttributeReading Attribute(string name) => new(Attributes, name);
}
