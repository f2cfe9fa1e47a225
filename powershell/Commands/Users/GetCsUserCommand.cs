namespace CsClientCertificate.Commands;

/// <summary>Get-CsUser: users that have a SIP address.</summary>
[Cmdlet(VerbsCommon.Get, "CsUser", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(ADUser))]
public sealed class GetCsUserCommand : RegistryCommand
{
    private const string FilterSet = "Filter";
    private const string LdapFilterSet = "LdapFilter";

    private string? filter;
    private bool isEmptyUnitKnown;

    /// <summary>The user; a display name can contain <c>*</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ListedUserIdCompleter))]
    public UserIdParameter? Identity { get; set; }

    /// <summary>Only users that meet this condition: the syntax of Where-Object, as text or as a script block.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNull]
    public object? Filter { get; set; }

    /// <summary>Only users that match this LDAP filter (RFC 4515).</summary>
    [Parameter(Mandatory = true, ParameterSetName = LdapFilterSet)]
    [ValidateNotNull]
    public string? LdapFilter { get; set; }

    /// <summary>Only users at or below this distinguished name.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(OrganizationalUnitCompleter))]
    public string? OU { get; set; }

    /// <summary>Only users on an Office Communications Server: their home server is not a pool.</summary>
    [Parameter]
    public SwitchParameter OnOfficeCommunicationServer { get; set; }

    /// <summary>How many users at most; 0 returns none.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateNotNull]
    public UnlimitedUInt32? ResultSize { get; set; }

    /// <summary>Only users that are not assigned to a Registrar pool.</summary>
    [Parameter]
    public SwitchParameter UnAssignedUser { get; set; }

    /// <summary>Only users that are assigned to a Registrar pool.</summary>
    [Parameter]
    [Alias("OnLyncServer")]
    public SwitchParameter OnModernServer { get; set; }

    private bool IsNarrowed => filter is not null || LdapFilter is not null || OU is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Filter is not null)
        {
            try
            {
                filter = FilterReader.Read(Filter, SessionState);
            }
            catch (InvalidFilterException failure)
            {
                Require(failure, Filter);
            }
        }

        base.BeginProcessing();
        WarnOfFilter();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Identity is null)
        {
            List(null);
            return;
        }

        long start = StepTimes.Now;
        CsCertificateException? failure = Registry.FindUser(Identity, NativeUserFindFlags.ListedUsers, out ADUser? user, out IdentityForm form);
        Steps.Add("find the user", start);
        if (failure is null)
        {
            One(user!, form);
        }
        else if (IsPattern(failure, form))
        {
            List(Identity.Text);
        }
        else
        {
            Report(failure, Identity.Text);
        }
    }

    // A name in it that nobody has may not mean what its writer thinks: with -ne or -not it even keeps every user.
    private void WarnOfFilter()
    {
        if (filter is null && LdapFilter is null)
        {
            return;
        }

        var query = new UserQuery { Filter = filter, LdapFilter = LdapFilter };
        Require(Registry.FilterWarnings(query, out IReadOnlyList<string> warnings), Filter ?? LdapFilter);
        foreach (string warning in warnings)
        {
            WriteWarning(warning);
        }
    }

    // A unit that is written wrong, or has moved, would otherwise look like one whose users all have what was asked for.
    private void WarnOfEmptyUnit()
    {
        if (OU is null || isEmptyUnitKnown)
        {
            return;
        }

        isEmptyUnitKnown = true;
        Require(Registry.OpenUsers(new UserQuery { OrganizationalUnit = OU, Limit = 1 }, out Cursor<ADUser>? opened), OU);
        using Cursor<ADUser> users = opened!;
        Require(users.Next(), OU);
        if (users.Count == 0)
        {
            WriteWarning($"No user in the registry is in \"{OU}\" or below it. Check the spelling, and whether the import covered it.");
        }
    }

    // Which texts are patterns, the registry says.
    private bool IsPattern(CsCertificateException failure, IdentityForm form) =>
        failure.Kind == ErrorKind.WildcardNotSupported
        && form == IdentityForm.DisplayName
        && Identity!.Text.IndexOf('*') >= 0;

    private void One(ADUser user, IdentityForm form)
    {
        if (IsVerbose)
        {
            WriteVerbose($"\"{Identity!.Text}\" matched as {form.Describe()}.");
        }

        bool assigned = user.RegistrarPool is not null;
        bool wanted = ResultSize?.Value != 0
            && !(UnAssignedUser && assigned)
            && !(OnModernServer && !assigned)
            && !(OnOfficeCommunicationServer && (assigned || user.HomeServer is null));
        if (wanted && IsNarrowed)
        {
            List(null, user.Key.Value);
        }
        else if (wanted)
        {
            WriteObject(user);
        }
    }

    private void List(string? displayNamePattern, long userKey = 0)
    {
        var query = new UserQuery
        {
            DisplayNamePattern = displayNamePattern,
            Filter = filter,
            LdapFilter = LdapFilter,
            OrganizationalUnit = OU,
            UserKey = userKey,
            Flags = (UnAssignedUser ? NativeUserQueryFlags.Unassigned : 0)
                | (OnModernServer ? NativeUserQueryFlags.OnModernServer : 0)
                | (OnOfficeCommunicationServer ? NativeUserQueryFlags.OnOfficeCommunicationsServer : 0),
            Limit = ResultSize?.Limit ?? ulong.MaxValue,
        };
        Require(Registry.OpenUsers(query, out Cursor<ADUser>? opened), Filter ?? LdapFilter ?? OU ?? displayNamePattern);
        using Cursor<ADUser> users = opened!;
        bool isWhole = !IsNarrowed && displayNamePattern is null && query.Flags == 0;
        var progress = new ProgressMeter(this, "Listing users", Registry.Progress);
        long count = 0;
        foreach (ADUser user in ReadAll(users, "read the users", displayNamePattern, ShowProgress, isLong: !isWhole))
        {
            WriteObject(user);
            count++;
        }

        progress.Complete();
        if (count == 0 && query.Limit > 0)
        {
            WarnOfEmptyUnit();
        }

        WriteVerbose($"{count} user(s).");

        void ShowProgress() => progress.Show($"{count} found");
    }
}
