using System.Diagnostics;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Importing;

/// <summary>Ten times as many properties take ten times as long, and not a hundred times.</summary>
public sealed class ManyPropertiesTests : ModuleTest
{
    private const int Few = 4_000;
    private const int Many = 40_000;
    private const int Tries = 3;

    /// <summary>Ten, what else the machine has to do, and far from a hundred.</summary>
    private const int MostTimes = 25;

    [Theory]
    [InlineData("[pscustomobject] $properties")]
    [InlineData("$properties")]
    [InlineData("($properties.Keys | ForEach-Object { $_ + ': ' + $properties[$_] }) -join \"`n\"")]
    public void Time_grows_with_their_number(string input)
    {
        var few = Shortest(input, Few);
        var many = Shortest(input, Many);

        Assert.True(many < MostTimes * few, $"{Few} properties took {few}, {Many} took {many}.");
        Assert.Equal([Many], Run($"(Get-CsUser 'many@x').Attributes.Keys | Where-Object {{ $_ -like 'property*' }} | Measure-Object | ForEach-Object Count").All<int>());
    }

    private TimeSpan Shortest(string input, int count)
    {
        Run($$"""
            $properties = [ordered]@{ dn = 'CN=Many,DC=x' ; objectClass = 'user'; 'msRTCSIP-PrimaryUserAddress' = 'sip:many@x' }
            1..{{count}} | ForEach-Object { $properties["property$_"] = "value $_" }
            $row = {{input}}
            """).Clean();
        return Enumerable.Range(0, Tries).Min(attempt =>
        {
            var watch = Stopwatch.StartNew();
            Run($"Connect-CsCertificateRegistry $Folder/{Guid.NewGuid()}.db; $summary = $row | Import-CsUser -WarningAction Ignore; if ($summary.Added -ne 1) {{ throw $summary }}").Clean();
            return watch.Elapsed;
        });
    }
}
