using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Nightly;

/// <summary>Base of the tests of the packaged nightly job: each has a registry with the users of tests/data, and the job's folders.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public abstract partial class NightlyTest : ModuleTest
{
    private readonly string _directory = File.ReadAllText(Path.Combine(Places.Data, "directory.ldif"));
    private byte _serialNumber;

    protected NightlyTest()
    {
        Directory.CreateDirectory(Folder["certificates"]);
        Run("$null = Import-CsUser -Path $Data/directory.ldif").Clean();
    }

    /// <summary>The job as it is packaged.</summary>
    protected static string Job => Path.Combine(Places.Module, "examples", "nightly.ps1");

    protected string Export => Folder["directory.ldif"];

    /// <summary>The SIP addresses of those whose certificates are revoked.</summary>
    protected IEnumerable<string?> Revoked => Run("Find-CsClientCertificate -IncludeRevoked | Where-Object { $_.RevokedBy }").Clean().Each("Identity").Distinct().Order();

    protected string[] Backups => [.. Directory.GetFiles(Folder["backups"]).Select(Path.GetFileName).Order()!];

    /// <summary>Writes the night's export: the directory, less who is gone, with some accounts disabled.</summary>
    protected string Users(string[]? disabled = null, string[]? gone = null)
    {
        var entries = _directory.ReplaceLineEndings("\n").Split("\n\n").ToList();
        foreach (var name in disabled ?? [])
        {
            var at = entries.FindIndex(entry => IsOf(entry, name));
            Assert.Contains("userAccountControl: 512", entries[at]);
            entries[at] = entries[at].Replace("userAccountControl: 512", "userAccountControl: 514");
        }

        foreach (var name in gone ?? [])
        {
            Assert.Equal(1, entries.RemoveAll(entry => IsOf(entry, name)));
        }

        return string.Join("\n\n", entries);
    }

    private static bool IsOf(string entry, string name) => entry.Contains($"dn: cn={name},", StringComparison.Ordinal);

    /// <summary>Puts a certificate of that user, valid today, among the files to publish.</summary>
    protected void Issue(string address)
    {
        using var certificate = UnsignedCertificates.Create(
            $"CN={address}@litwareinc.com", DateTimeOffset.UtcNow.AddDays(-1), TimeSpan.FromDays(180), [++_serialNumber]);
        File.WriteAllBytes(Folder["certificates", $"{address}.cer"], certificate.Export(X509ContentType.Cert));
    }

    /// <summary>One night. Whatever happens, each line of the output is one of the log, without escape codes.</summary>
    protected ChildReply Night(string more = "", string[]? through = null, string registry = "") => Check(ChildEngine.Run(
        $"& {Quote(Job)} -Folder {Quote(Folder)} -Registry {Quote(registry.Length > 0 ? registry : Registry)} -Export {Quote(Export)} "
        + $"-Certificates {Quote(Folder["certificates", "*.cer"])} {more}\nexit $LASTEXITCODE\n",
        through: through));

    protected static ChildReply Check(ChildReply night)
    {
        var lines = night.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.DoesNotContain('\u001b', night.Output + night.Errors);
        Assert.Equal("", night.Errors);
        var worst = lines.Any(line => line.Contains("Z failed ")) ? 2 : lines.Any(line => line.Contains("Z refused ")) ? 1 : 0;
        Assert.True(worst == night.ExitCode, $"Exit code {night.ExitCode}:\n{night.Output}");
        return night;
    }

    protected static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (info|warning|refused|failed) \w+: \P{Cc}+$")]
    private static partial Regex Line();
}
