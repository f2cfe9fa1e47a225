// Usage: bench MANIFEST DATA REGISTRY, all paths; the registry is made from the test data.
using CsClientCertificate.Bench;

var (module, data, registry) = (args[0], args[1], args[2]);
const int count = 20_000;

using var session = new BenchSession(module, registry);
session.Set("Data", data).Run("""
    $null = Import-CsUser -Path "$Data/directory.ldif" -WarningAction Ignore
    foreach ($file in [IO.Directory]::GetFiles("$Data/certificates")) {
        if (-not $file.EndsWith('.csv')) { Publish-CsClientCertificate -LiteralPath $file }
    }
    """);

// Users with one certificate each, so that one string in is one object out on both sides.
var identities = session.Run("""
    Get-CsUser | Where-Object { $_.RegistrarPool -ne $null } | ForEach-Object {
        if (@(Get-CsClientCertificate $_).Count -eq 1) { $_.SipAddress }
    }
    """).Select(item => (string)item.BaseObject).ToArray();
if (identities.Length == 0)
{
    Console.Error.WriteLine("bench: the test data has no user with one certificate.");
    return 1;
}

session.Set("Identities", Enumerable.Range(0, count).Select(i => identities[i % identities.Length]).ToArray());
Comparison.Report(session, "strings into Get-CsClientCertificate", count,
    "$Identities | Get-CsClientCertificate | Out-Null", "$Identities | Get-Floor | Out-Null");
return 0;
