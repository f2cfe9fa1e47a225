using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Reading the audit log from where one stopped, and waiting for what comes.</summary>
public sealed class AuditWaitTests : LitwareTest
{
    [Fact]
    public void It_shows_what_is_there_and_then_what_comes()
    {
        var last = LastSequence();
        Run("Revoke-CsClientCertificate 'Ken Myer' -Confirm:$false").Clean();
        var waiting = Session.Start($"Get-CsCertificateAudit -Action Revoke -AfterSequence {last} -Wait | ForEach-Object Target").UntilOutput(1);
        using var other = NewSession();

        // What it does not show does not end it, nor is it shown later.
        other.Run("Publish-CsClientCertificate $Data/certificates/*.cer; Revoke-CsClientCertificate 'Pilar Ackerman' -Confirm:$false");
        waiting.UntilOutput(2);
        other.Run("Revoke-CsClientCertificate 'Jo Berry' -Confirm:$false").Clean();
        waiting.UntilOutput(3).Stop();

        Assert.Equal(
            ["sip:ken.myer@litwareinc.com", "sip:pilar.ackerman@litwareinc.com", "sip:jo.berry@litwareinc.com"],
            waiting.Output.Select(target => target.ToString()));
    }

    [Fact]
    public void It_ends_with_as_many_as_were_asked_for()
    {
        var waiting = Session.Start($"Get-CsCertificateAudit -AfterSequence {LastSequence()} -Wait -ResultSize 2 | ForEach-Object Target");
        using var other = NewSession();
        other.Run("'Ken Myer', 'Pilar Ackerman', 'Jo Berry' | Revoke-CsClientCertificate -Confirm:$false").Clean();

        Assert.Equal(["sip:ken.myer@litwareinc.com", "sip:pilar.ackerman@litwareinc.com"], waiting.Wait().All<string>());
    }

    [Fact]
    public void Only_later_entries_are_shown()
    {
        var last = LastSequence();
        Assert.Empty(Run($"Get-CsCertificateAudit -AfterSequence {last}").Clean().Output);
        Run("Revoke-CsClientCertificate 'Ken Myer' -Confirm:$false").Clean();

        Assert.Equal([last + 1], Run($"(Get-CsCertificateAudit -AfterSequence {last}).Sequence").All<long>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Wait")]
    public void A_log_that_ends_before_is_another_one(string wait)
    {
        var last = LastSequence();
        var error = Run($"Get-CsCertificateAudit -AfterSequence {last + 1} {wait}").Error;

        Assert.StartsWith("RegistryCorrupt,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith($"The audit log ends with the sequence number {last}, before {last + 1}", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_waits_for_one_user_after_another()
    {
        var error = Run("'Ken Myer' | Get-CsCertificateAudit -Wait").Error;

        Assert.StartsWith("WaitTakesNoInput,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private long LastSequence() => Run("(Get-CsCertificateAudit)[-1].Sequence").One<long>();
}
