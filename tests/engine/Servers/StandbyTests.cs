namespace CsClientCertificate.Tests.Servers;

/// <summary>Commits that should wait for a standby, which this server does not have.</summary>
public sealed class StandbyTests : ServerTest
{
    private const string Waiting = "cscert_engine_waiting";

    [Fact]
    public async Task A_change_that_is_on_one_server_only_is_warned_of_once()
    {
        InstallFilled();
        PostgresqlServer.CreateAccount(Waiting, "cscert_revoker");
        PostgresqlServer.Ask("postgres", $"alter role {Waiting} set synchronous_commit = on");
        PostgresqlServer.Ask("postgres", "alter system set synchronous_standby_names = 'nobody'");
        PostgresqlServer.Ask("postgres", "select pg_reload_conf()");
        using var end = new CancellationTokenSource();
        try
        {
            Assert.True(SpinWait.SpinUntil(() => PostgresqlServer.Ask("postgres", "show synchronous_standby_names") == "nobody", TimeSpan.FromMinutes(1)));
            var session = Connected(Waiting);
            var cancelling = Task.Run(
                () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        PostgresqlServer.Ask(Database, "select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'");
                    }
                },
                TestContext.Current.CancellationToken);

            // Each in a commit of its own.
            var reply = session.Run("'Ken Myer', 'Jo Berry' | Revoke-CsClientCertificate -PassThru -Confirm:$false | Out-Null").Clean();
            await end.CancelAsync();
            await cancelling;

            Assert.StartsWith("The server reported about a change that it made", Assert.Single(reply.Warnings));
            Assert.Contains("canceling wait for synchronous replication", reply.Warnings[0]);
        }
        finally
        {
            await end.CancelAsync();
            PostgresqlServer.Ask("postgres", "alter system reset synchronous_standby_names");
            PostgresqlServer.Ask("postgres", "select pg_reload_conf()");
        }
    }
}
