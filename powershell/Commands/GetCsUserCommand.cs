using System.Management.Automation;
using CsClientCertificate.Binding;
using CsClientCertificate.Completion;
using CsClientCertificate.Errors;
using CsClientCertificate.Native;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.ADConnect.Schema;

namespace CsClientCertificate.Commands;

/// <summary>Get-CsUser: users that have a SIP address.</summary>
[Cmdlet(VerbsCommon.Get, "CsUser")]
[OutputType(typeof(ADUser))]
public sealed class GetCsUserCommand : RegistryCommand
{
    /// <summary>Which user; a display name may hold <c>*</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ArgumentCompleter(typeof(ListedUserIdCompleter))]
    public UserIdParameter? Identity { get; set; }

    /// <summary>Only users on an Office Communications Server: with a home server that is no pool.</summary>
    [Parameter]
    public SwitchParameter OnOfficeCommunicationServer { get; set; }

    /// <summary>How many users at most; 0 returns none.</summary>
    [Parameter]
    [ValidateNotNull]
    public UnlimitedUInt32? ResultSize { get; set; }

    /// <summary>Only users that are assigned to no Registrar pool.</summary>
    [Parameter]
    public SwitchParameter UnAssignedUser { get; set; }

    /// <summary>Only users that are assigned to a Registrar pool.</summary>
    [Parameter]
    [Alias("OnLyncServer")]
    public SwitchParameter OnModernServer { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Identity is null)
        {
            List(null);
            return;
        }

        CsCertificateException? failure = Registry.FindUser(Identity, NativeUserFindFlags.ListedUsers, out ADUser? user, out IdentityForm form);
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

    // A name that holds a literal * is found as it stands; where it is not, and could be a display name, it is a pattern.
    private bool IsPattern(CsCertificateException failure, IdentityForm form) =>
        failure.Kind == ErrorKind.WildcardNotSupported
        && form == IdentityForm.DisplayName
        && Identity!.Text.IndexOf('*') >= 0;

    private void One(ADUser user, IdentityForm form)
    {
        if (IsVerbose)
        {
            WriteVerbose($"\"{ShownText.Of(Identity!.Text)}\" matched as {form.Describe()}.");
        }

        bool assigned = user.RegistrarPool is not null;
        bool wanted = ResultSize?.Value != 0
            && !(UnAssignedUser && assigned)
            && !(OnModernServer && !assigned)
            && !(OnOfficeCommunicationServer && (assigned || user.HomeServer is null));
        if (wanted)
        {
            WriteObject(user);
        }
    }

    private void List(string? displayNamePattern)
    {
        var query = new UserQuery
        {
            DisplayNamePattern = displayNamePattern,
            Flags = (UnAssignedUser ? NativeUserQueryFlags.Unassigned : 0)
                | (OnModernServer ? NativeUserQueryFlags.OnModernServer : 0)
                | (OnOfficeCommunicationServer ? NativeUserQueryFlags.OnOfficeCommunicationsServer : 0),
            Limit = ResultSize?.Limit ?? ulong.MaxValue,
        };
        Require(Registry.OpenUsers(query, out UserCursor? opened), displayNamePattern);
        using UserCursor users = opened!;
        long count = 0;
        do
        {
            StopIfAsked();
            Require(users.Next(), displayNamePattern);
            for (int i = 0; i < users.Count; i++)
            {
                WriteObject(users.Read(i));
            }

            count += users.Count;
        }
        while (users.Count > 0);

        WriteVerbose($"{count} user(s).");
    }
}
