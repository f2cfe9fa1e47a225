using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>The nightly job with a registry on a server.</summary>
public sealed class NightlyOnServerTests : ServerTest
{
    [Fact]
    public void Two_nights_end_well_and_every_line_is_one_of_the_log()
    {
        InstallFilled();
        var job = Path.Combine(Places.Module, "examples", "nightly.ps1");
        var environment = new Dictionary<string, string?>
        {
            // It contains a password, of which the first command warns.
            ["CS_CERTIFICATE_REGISTRY"] = PostgresqlServer.Of(PostgresqlServer.AccountWithAllRoles, Database),
            ["NO_COLOR"] = "1",
        };

        for (var night = 1; night <= 2; night++)
        {
            var said = ChildEngine.Run(
                $"& '{job}' -Folder '{Folder}' -Export '{Path.Combine(Places.Data, "directory.ldif")}'; exit $LASTEXITCODE", environment: environment);

            Assert.Equal("", said.Errors);
            Assert.True(said.ExitCode is 0 or 1, said.Output);
            var lines = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (info|warning|refused|failed) \w+: ", line));
            Assert.Contains(lines, line => line.Contains(" warning start: "));
            Assert.Contains(lines, line => line.Contains(" info start: registry postgresql://"));
            Assert.Contains(lines, line => line.Contains(" info audit: head "));
            Assert.Contains(lines, line => line.Contains(" info backup: "));
            // The names of what is kept have seconds.
            Thread.Sleep(1100);
        }

        Assert.Equal(2, Directory.GetFiles(Folder["backups"]).Length);
    }
}
