using System.Management.Automation.Remoting;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Delegation;

/// <summary>The audit log names who is at the other end of a remote session, as PowerShell says, not as a script does.</summary>
public sealed class RemoteCallerTests : LitwareTest
{
    private const string Helpdesk = @"LITWAREINC\helpdesk";
    private const string Revoke = "Revoke-CsClientCertificate 'Ken Myer' -Force";

    // As PowerShell does when it makes a session.
    private const string Connect = "$ExecutionContext.SessionState.PSVariable.Set([PSVariable]::new('PSSenderInfo', $Sender, 'ReadOnly'));";

    [Fact]
    public void What_is_done_in_a_remote_session_names_the_caller()
    {
        Session.Set("Sender", Sender(Helpdesk)).Run(Connect).Clean();

        Run(Revoke).Clean();
        Run("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -Identity 'Ken Myer' 2>$null");

        Assert.Equal([Helpdesk, Helpdesk], Run("(Get-CsCertificateAudit)[-2..-1]").Clean().Each("RemoteCaller"));
        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
        Run("Copy-CsCertificateRegistry $Folder/copy.db; Connect-CsCertificateRegistry $Folder/copy.db").Clean();
        Assert.Equal([Helpdesk], Run("Get-CsCertificateAudit -Action Copy").Clean().Each("RemoteCaller"));
        Assert.Equal([Helpdesk], Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("RemoteCaller"));
    }

    [Theory]
    [InlineData("& { $PSSenderInfo = $Other; " + Revoke + " }")]
    [InlineData("$script = { $private:PSSenderInfo = $Other; " + Revoke + " }; & $script")]
    [InlineData("try { $global:PSSenderInfo = $Other } catch { } " + Revoke)]
    public void A_variable_of_a_script_hides_nobody(string command)
    {
        Session.Set("Sender", Sender(Helpdesk)).Set("Other", Sender("somebody else")).Run(Connect).Clean();

        Run(command);

        Assert.Equal([Helpdesk], Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("RemoteCaller"));
    }

    [Theory]
    [InlineData("$global:PSSenderInfo = $Sender")]
    [InlineData("$Sender = [pscustomobject]@{ UserInfo = [pscustomobject]@{ Identity = [pscustomobject]@{ Name = 'x' } } }; " + Connect)]
    [InlineData("$Sender = 'x'; " + Connect)]
    [InlineData("$Sender = $null; " + Connect)]
    [InlineData("$Sender = $Nameless; " + Connect)]
    public void What_PowerShell_did_not_say_is_not_taken(string variable)
    {
        Session.Set("Sender", Sender(Helpdesk)).Set("Nameless", Sender("")).Run(variable).Clean();

        Run(Revoke).Clean();

        Assert.Equal([null], Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("RemoteCaller"));
    }

    internal static PSSenderInfo Sender(string name) =>
        new(new PSPrincipal(new PSIdentity("Kerberos", true, name, null), null), "http://registry:5985/wsman");
}
