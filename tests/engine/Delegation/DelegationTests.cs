using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Delegation;

/// <summary>
/// Restricted sessions with the roles of the module's RoleCapabilities. What reads a session configuration is not in this engine: the
/// session is made as it would make it, of the same files. tests/powershell has a PowerShell that reads them itself.
/// </summary>
[Collection(EnvironmentTests.Name)]
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class DelegationTests : LitwareTest
{
    private const string RegistryVariable = "CS_CERTIFICATE_REGISTRY";

    private static string Example => Path.Combine(Places.Module, "examples", "delegation.pssc");

    [Theory]
    [InlineData("Reader", "Find-CsClientCertificate, Get-CsClientCertificate, Get-CsUser, Test-CsClientCertificate")]
    [InlineData(
        "Revoker",
        "Find-CsClientCertificate, Get-CsClientCertificate, Get-CsUser, Restore-CsClientCertificate, Revoke-CsClientCertificate, Test-CsClientCertificate")]
    [InlineData("Auditor", "Get-CsCertificateAudit, Get-CsCertificateRegistry")]
    public void A_role_has_its_commands_and_no_others(string role, string commands)
    {
        using var session = Enter(role);

        Assert.Equal(commands, string.Join(", ", VisibleCommands(role).Order(StringComparer.Ordinal)));
        Assert.Equal(PSLanguageMode.NoLanguage, session.SessionStateProxy.LanguageMode);
        Assert.Throws<CommandNotFoundException>(() => Invoke(session, "Import-CsUser"));
    }

    [Fact]
    public void A_revoker_revokes_and_an_auditor_sees_it()
    {
        using var revoker = Enter("Revoker", @"LITWAREINC\helpdesk");
        Invoke(revoker, "Revoke-CsClientCertificate", ("Identity", "Ken Myer"), ("Reason", "KeyCompromise"), ("Confirm", false));
        Assert.Empty(Invoke(revoker, "Get-CsClientCertificate", ("Identity", "Ken Myer")));

        using var auditor = Enter("Auditor");
        var entry = Assert.Single(Invoke(auditor, "Get-CsCertificateAudit", ("Action", "Revoke")));
        Assert.Equal("sip:ken.myer@litwareinc.com", entry.Properties["Target"].Value);
        Assert.Equal(@"LITWAREINC\helpdesk", entry.Properties["RemoteCaller"].Value);
    }

    [Fact]
    public void The_example_gives_each_role_to_a_group()
    {
        var configuration = Read(Example);
        var roles = ((Hashtable)configuration["RoleDefinitions"]!).Values.Cast<Hashtable>().Select(role => (string)role["RoleCapabilities"]!);
        var capabilities = Directory.GetFiles(Path.Combine(Places.Module, "RoleCapabilities")).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(capabilities.Order(StringComparer.Ordinal), roles.Order(StringComparer.Ordinal));
        Assert.Equal(("NoLanguage", "RestrictedRemoteServer"), (configuration["LanguageMode"], configuration["SessionType"]));
    }

    [Theory]
    [InlineData("Reader")]
    [InlineData("Revoker")]
    public void Test_reads_no_files_for_anybody(string role)
    {
        var test = Cmdlets(Role(role)).OfType<Hashtable>().Single();

        // A limited command has this name in the session; with a module in it nobody could call it.
        Assert.Equal("Test-CsClientCertificate", test["Name"]);
        Assert.Equal("Thumbprint", ((Hashtable)test["Parameters"]!)["Name"]);
    }

    [Fact]
    public void The_example_for_SSH_has_the_commands_of_a_revoker()
    {
        var example = Read(Path.Combine(Places.Module, "examples", "delegation-ssh.pssc"));

        Assert.Equal(VisibleCommands("Revoker"), Names(example));
        Assert.Equal("Thumbprint", ((Hashtable)Cmdlets(example).OfType<Hashtable>().Single()["Parameters"]!)["Name"]);
        Assert.Equal(("NoLanguage", "RestrictedRemoteServer"), (example["LanguageMode"], example["SessionType"]));
    }

    public override void Dispose()
    {
        Environment.SetEnvironmentVariable(RegistryVariable, null);
        base.Dispose();
    }

    private Runspace Enter(string role, string caller = @"LITWAREINC\somebody")
    {
        Environment.SetEnvironmentVariable(RegistryVariable, Registry);
        var state = InitialSessionState.CreateDefault2();
        state.LanguageMode = PSLanguageMode.NoLanguage;
        state.ImportPSModule([Places.Manifest]);
        state.Variables.Add(new SessionStateVariableEntry("PSSenderInfo", RemoteCallerTests.Sender(caller), "", ScopedItemOptions.ReadOnly)
        {
            Visibility = SessionStateEntryVisibility.Private,
        });
        var session = RunspaceFactory.CreateRunspace(state);
        session.Open();
        var visible = VisibleCommands(role).ToHashSet();
        foreach (var command in session.SessionStateProxy.InvokeCommand.GetCommands("*-Cs*", CommandTypes.Cmdlet, nameIsPattern: true))
        {
            command.Visibility = visible.Contains(command.Name) ? SessionStateEntryVisibility.Public : SessionStateEntryVisibility.Private;
        }

        return session;
    }

    private static IEnumerable<string> VisibleCommands(string role) => Names(Role(role));

    private static IEnumerable<string> Names(Hashtable configuration) =>
        Cmdlets(configuration).Select(cmdlet => (string)(cmdlet is Hashtable limited ? limited["Name"]! : cmdlet)).Select(name => name.Split('\\')[^1]);

    private static IEnumerable<object> Cmdlets(Hashtable configuration) => ((IEnumerable)configuration["VisibleCmdlets"]!).Cast<object>();

    private static Hashtable Role(string name) => Read(Path.Combine(Places.Module, "RoleCapabilities", $"CsClientCertificate{name}.psrc"));

    private static Hashtable Read(string file)
    {
        var content = Parser.ParseFile(file, out _, out var errors);
        Assert.Empty(errors);
        return (Hashtable)content.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)!.SafeGetValue();
    }

    private static IReadOnlyList<PSObject> Invoke(Runspace session, string command, params (string Name, object Value)[] parameters)
    {
        using var shell = PowerShell.Create(session);
        shell.AddCommand(command);
        foreach (var (name, value) in parameters)
        {
            shell.AddParameter(name, value);
        }

        var answer = shell.Invoke();
        Assert.Empty(shell.Streams.Error);
        return answer;
    }
}
