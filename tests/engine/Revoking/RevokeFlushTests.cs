using System.Diagnostics;
using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Whoever Revoke has accepted is revoked, whatever the rest of the pipeline does; and whoever could not be is named.</summary>
public sealed class RevokeFlushTests : LitwareTest
{
    private const string Jo = "cn=Jo Berry,ou=Former Staff,dc=litwareinc,dc=com (sip:jo.berry@litwareinc.com)";

    // Far more than a busy machine needs; without a flush it would be for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _goOn = new();

    [Fact]
    public void Nobody_waits_for_the_next_one_to_come()
    {
        var running = Stalled("-Verbose 4>&1");

        Assert.True(SpinWait.SpinUntil(() => Left("Jo Berry") == 0, Patience));
        Assert.Equal(1, Left("Franz Kohl"));

        _goOn.Set();
        var reply = running.Wait().Clean();
        Assert.Equal(0, Left("Franz Kohl"));
        var told = reply.Output.Select(line => line!.ToString()).Where(line => line.StartsWith("Revoked ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.Equal($"Revoked 3 client certificate(s): {Jo}.", told[0]);
        Assert.Equal(2, Run("Get-CsCertificateAudit -Action Revoke").Clean().Output.Count);
    }

    [Fact]
    public void Nobody_waits_for_the_next_question_to_be_answered()
    {
        List<int> left = [];
        Session.Answer("Y", "N", "Y").WhenAsked(() => left.Add(Left("Jo Berry")));

        Run("'Jo Berry', 'Franz Kohl', 'Ken Myer' | Revoke-CsClientCertificate -Confirm").Clean();

        Assert.Equal([3, 0, 0], left);
    }

    [Fact]
    public void Nobody_waits_for_the_question_that_an_error_is()
    {
        List<int> left = [];
        Session.Answer("Y").WhenAsked(() => left.Add(Left("Jo Berry")));

        Run("'Jo Berry', 'Nobody' | Revoke-CsClientCertificate -ErrorAction Inquire");

        Assert.Equal([0], left);
    }

    [Theory]
    [InlineData("& { 'Jo Berry'; throw 'enough' } | Revoke-CsClientCertificate")]
    [InlineData("'Jo Berry', 'Nobody', 'Ken Myer' | Revoke-CsClientCertificate -ErrorAction Stop")]
    [InlineData("foreach ($once in 1) { & { 'Jo Berry'; break } | Revoke-CsClientCertificate }")]
    [InlineData("'Jo Berry' | Revoke-CsClientCertificate -PassThru | Select-Object -First 1")]
    public void Any_end_of_the_pipeline_flushes(string script)
    {
        Run(script);

        Assert.Equal(0, Left("Jo Berry"));
        Assert.Equal(4, Left("Ken Myer"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public async Task After_Ctrl_C_it_waits_for_another_writer()
    {
        RunningScript running;
        Task<TimeSpan> stop;
        using (new WriteLock(Session, Registry))
        {
            running = Stalled("");
            stop = Task.Run(running.Stop, TestContext.Current.CancellationToken);

            // It is heard, and waits.
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            Assert.False(stop.IsCompleted);
            Assert.Equal(3, Left("Jo Berry"));
        }

        await stop;
        var reply = running.Wait();
        Assert.IsType<PipelineStoppedException>(reply.Failure);
        Assert.Empty(reply.Warnings);
        Assert.Equal(0, Left("Jo Berry"));
        Assert.Equal(1, Left("Franz Kohl"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public async Task After_Ctrl_C_it_does_not_wait_for_ever_and_names_who_is_left()
    {
        using var writer = new WriteLock(Session, Registry);
        var running = Stalled("");
        var clock = Stopwatch.StartNew();
        var stop = Task.Run(running.Stop, TestContext.Current.CancellationToken);

        await stop;
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(9), $"{clock.Elapsed}");
        Assert.Equal(
            $"Revoke-CsClientCertificate has ended; not revoked: {Jo}. Another process was changing the registry for 10 seconds. Run it again for them.",
            Assert.Single(running.Wait().Warnings));
        Assert.Equal(3, Left("Jo Berry"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_second_Ctrl_C_ends_it_at_once_and_names_who_is_left()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the signal that Ctrl+C sends is Unix's here");
        var marker = Folder["accepted"];
        using var writer = new WriteLock(Session, Registry);
        using var child = new ChildEngine(
            ChildEngine.Import + $$"""
            Connect-CsCertificateRegistry '{{Registry}}'
            & { 'Jo Berry'; [IO.File]::WriteAllText('{{marker}}', ''); while ($true) { [Threading.Thread]::Sleep(10) } } | Revoke-CsClientCertificate
            """,
            // Whatever starts these tests in the background has the signal ignored, and what it starts inherits that.
            through: ["env", "--default-signal=INT"]);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(marker), Patience));

        // Which of them is heard as the second depends on how fast the first is.
        for (var presses = 0; presses < 20 && !child.HasEnded(TimeSpan.FromMilliseconds(300)); presses++)
        {
            Process.Start("sh", ["-c", $"kill -INT {child.Id}"]).WaitForExit();
        }

        var reply = child.Wait();
        Assert.Contains(
            $"Revoke-CsClientCertificate has ended; not revoked: {Jo}. Ctrl+C was pressed while another process was changing the registry. Run it again for them.",
            reply.Errors);
        Assert.Equal(3, Left("Jo Berry"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Where_upstream_failed_stderr_and_the_host_name_who_is_left()
    {
        using var writer = new WriteLock(Session, Registry);

        var reply = ChildEngine.Run(ChildEngine.Import + $$"""
            Connect-CsCertificateRegistry '{{Registry}}'
            try { & { 'Jo Berry'; throw 'enough' } | Revoke-CsClientCertificate } catch { "caught $_" }
            """);

        Assert.Contains("caught enough", reply.Lines());
        Assert.Contains($"not revoked: {Jo}.", reply.Errors);
        Assert.Contains($"not revoked: {Jo}.", reply.Output.Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Where_the_pipeline_takes_an_error_it_names_who_is_left()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file that is open cannot be moved there");
        var writer = new WriteLock(Session, Registry);
        Session.Set("end", new Action(() =>
        {
            // The last flush finds a registry that is another's.
            File.Move(Registry, Registry + ".moved");
            Litware.WriteTo(Registry);
            writer.Dispose();
        }));

        var reply = Run("& { 'Jo Berry'; $end.Invoke() } | Revoke-CsClientCertificate -Force");

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains($"(not revoked: {Jo})", reply.Error.Exception.Message);
        Assert.Equal([Jo], Assert.IsType<string[]>(reply.Error.TargetObject));
    }

    public override void Dispose()
    {
        _goOn.Dispose();
        base.Dispose();
    }

    // Jo Berry is accepted; Franz Kohl does not come before he is told to. A loop, so that a stop is heard there and nowhere else.
    private RunningScript Stalled(string more)
    {
        using var accepted = new ManualResetEventSlim();
        Session.Set("accepted", accepted).Set("goOn", _goOn);
        var running = Session.Start($"& {{ 'Jo Berry'; $accepted.Set(); while (-not $goOn.Wait(10)) {{ }} 'Franz Kohl' }} | Revoke-CsClientCertificate {more}");
        Assert.True(accepted.Wait(Patience, TestContext.Current.CancellationToken));
        return running;
    }

    // As somebody else sees it.
    private int Left(string identity)
    {
        using var other = NewSession();
        return other.Run($"Get-CsClientCertificate '{identity}'").Clean().Output.Count;
    }
}
