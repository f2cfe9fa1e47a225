using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Harness;

/// <summary>The fixture keeps what it promises; without this no other test says anything.</summary>
public sealed class SessionTests : IDisposable
{
    private const string Asking = """
        function Remove-It {
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
            param([Parameter(ValueFromPipeline)] $Name)
            process { if ($PSCmdlet.ShouldProcess($Name)) { "removed $Name" } }
        }

        """;

    private readonly Session _session = new();

    [Fact]
    public void Output_keeps_its_type()
    {
        var reply = _session.Run("[datetime]'2018-09-05'; 2");

        Assert.Equal([new DateTime(2018, 9, 5), 2], reply.Clean().Output.Select(item => item!.BaseObject));
    }

    [Fact]
    public void A_non_terminating_error_is_reported_and_the_script_goes_on()
    {
        var reply = _session.Run("Write-Error 'first'; 'after'");

        Assert.Equal("first", reply.Error.Exception.Message);
        Assert.Null(reply.Failure);
        Assert.Equal("after", Assert.Single(reply.Output)!.BaseObject);
    }

    [Fact]
    public void A_terminating_error_ends_the_script()
    {
        var reply = _session.Run("'before'; 1/0; 'after'");

        Assert.NotNull(reply.Failure);
        Assert.Equal("RuntimeException", reply.Error.FullyQualifiedErrorId);
        Assert.Equal("before", Assert.Single(reply.Output)!.BaseObject);
    }

    [Fact]
    public void Streams_are_kept_apart()
    {
        var reply = _session.Run("Write-Warning 'w'; Write-Verbose 'v' -Verbose; Write-Verbose 'unasked'");

        Assert.Equal(["w"], reply.Warnings);
        Assert.Equal(["v"], reply.Verbose);
        Assert.Equal("WARNING: w\nVERBOSE: v\n", reply.Text);
    }

    [Fact]
    public void Variables_and_locations_last_from_script_to_script()
    {
        _session.Set("given", 40).Run("$made = 2").Clean();

        Assert.Equal(42, _session.Run("$given + $made").One<int>());
    }

    [Fact]
    public void The_console_shows_tables_and_errors_in_their_order()
    {
        var text = _session.Show("[pscustomobject]@{ Name = 'a'; Value = 1 }; Write-Error 'oops'; [pscustomobject]@{ Name = 'b'; Value = 2 }");

        var row = text.IndexOf("a        1", StringComparison.Ordinal);
        var error = text.IndexOf("oops", StringComparison.Ordinal);
        var last = text.IndexOf("b        2", StringComparison.Ordinal);
        Assert.True(0 <= row && row < error && error < last, text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void The_screen_is_as_wide_as_it_is_said_to_be()
    {
        using var narrow = new Session(width: 20);

        Assert.All(narrow.Show("[pscustomobject]@{ Text = 'x' * 200 } | Format-List").Split('\n'), line => Assert.True(line.Length <= 20));
    }

    [Theory]
    [InlineData("en-GB", "31/05/2017 14:24:41")]
    [InlineData("de-DE", "31.05.2017 14:24:41")]
    public void Dates_are_shown_and_read_in_the_session_s_culture(string culture, string shown)
    {
        if (culture == "de-DE")
        {
            Wine.Skip("its formats of this culture are others");
        }

        using var session = new Session(culture: culture);

        Assert.Equal(new DateTime(2017, 5, 31), session.Run($"[datetime]::Parse('{shown}').Date").One<DateTime>());
        Assert.Contains(shown, session.Show("[pscustomobject]@{ Time = [datetime]'2017-05-31T14:24:41' }"));
    }

    [Fact]
    public void Questions_take_their_answers_in_turn()
    {
        var reply = _session.Answer("n", "Yes").Run(Asking + "'a', 'b' | Remove-It -Confirm");

        Assert.Equal("removed b", reply.One<string>());
        Assert.Contains("Performing the operation \"Remove-It\" on target \"a\".", reply.Text);
        Assert.Equal(0, _session.AnswersLeft);
    }

    [Fact]
    public void Yes_to_all_asks_no_more()
    {
        var reply = _session.Answer("A").Run(Asking + "'a', 'b', 'c' | Remove-It -Confirm");

        Assert.Equal(["removed a", "removed b", "removed c"], reply.All<string>());
    }

    [Fact]
    public void A_question_without_an_answer_is_no_yes()
    {
        var reply = _session.Run(Asking + "'a' | Remove-It -Confirm");

        Assert.NotNull(reply.Failure);
        Assert.Empty(reply.Output);
    }

    [Fact]
    public void What_if_is_told_to_the_host()
    {
        var reply = _session.Run(Asking + "'a' | Remove-It -WhatIf").Clean();

        Assert.Empty(reply.Output);
        Assert.Equal("What if: Performing the operation \"Remove-It\" on target \"a\".\n", reply.Text);
    }

    [Fact]
    public void A_running_script_can_be_watched_and_stopped()
    {
        var running = _session.Start("'started'; while ($true) { }").UntilOutput(1);

        running.Stop();

        Assert.IsType<PipelineStoppedException>(running.Wait().Failure);
        Assert.Equal("still here", _session.Run("'still here'").One<string>());
    }

    [Fact]
    public void Completion_is_what_Tab_offers() => Assert.Contains("Where-Object", _session.Complete("Where-Obj"));

    public void Dispose() => _session.Dispose();
}
