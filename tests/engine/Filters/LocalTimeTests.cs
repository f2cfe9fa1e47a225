using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Filters;

/// <summary>Times compare by the clock on the wall, as Where-Object compares them, also where the clock is changed.</summary>
public sealed class LocalTimeTests : IDisposable
{
    private const string Script = """
        param($Registry)
        Connect-CsCertificateRegistry -Path $Registry
        # Around the changes of 2017 in Berlin: 26 March and 29 October, 01:00 UTC.
        $n = 0
        $rows = foreach ($start in [datetime]::new(2017, 3, 25, 23, 0, 0), [datetime]::new(2017, 10, 28, 22, 0, 0)) {
            foreach ($step in 0..24) {
                $n++
                @{ DistinguishedName = "CN=u$n,DC=x"; SipAddress = "sip:u$n@x"; whenCreated = $start.AddMinutes(15 * $step).ToString('yyyyMMddHHmmss') + '.0Z' }
            }
        }
        $rows | Import-CsUser | Out-Null
        $users = @(Get-CsUser)
        if ($users.Count -ne 50 -or [TimeZoneInfo]::Local.BaseUtcOffset.TotalHours -ne 1) { "set up wrongly: $($users.Count)" }
        foreach ($day in '2017-03-26', '2017-10-29') {
            foreach ($minute in 0..22) {
                $time = ([datetime]$day).AddMinutes(15 * $minute + $minute % 2)
                foreach ($operator in '-eq', '-ne', '-lt', '-le', '-gt', '-ge') {
                    $filter = "`$_.WhenCreated $operator '" + $time.ToString('s') + "'"
                    $expected = @($users | Where-Object ([scriptblock]::Create($filter))) -join ' '
                    if ((@(Get-CsUser -Filter $filter) -join ' ') -cne $expected) { $filter }
                }
            }
        }
        'done'
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_hour_that_comes_twice_and_the_one_that_never_comes_are_kept_apart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/share/zoneinfo/Europe/Berlin"), "There is no time zone data here, or TZ does not choose it.");
        var script = Script.Replace("param($Registry)", "param($Registry)\n" + ChildEngine.Import);

        var reply = ChildEngine.Run(script, [_folder["registry.db"]], new Dictionary<string, string?> { ["TZ"] = "Europe/Berlin" });

        Assert.Equal(["done"], reply.Lines());
    }

    public void Dispose() => _folder.Dispose();
}
