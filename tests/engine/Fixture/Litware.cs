namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// A registry that holds what tests/data/README.md describes: the directory imported, the certificates published with their devices and
/// times. It is made once; every test that asks works on a copy.
/// </summary>
internal static class Litware
{
    /// <summary>The script that fills an empty registry.</summary>
    public const string Fill = """
        $null = Import-CsUser -Path $Data/directory.ldif
        $rows = Import-Csv $Data/certificates/publications.csv
        foreach ($row in $rows) {
            $time = [DateTimeOffset]::Parse($row.PublicationTime, [cultureinfo]::InvariantCulture).UtcDateTime
            Publish-CsClientCertificate -LiteralPath "$Data/certificates/$($row.File)" -DeviceId $row.DeviceId -PublicationTime $time
        }
        """;

    private static readonly Lazy<byte[]> Filled = new(Make);

    /// <summary>Makes a file with that registry, for the owner alone.</summary>
    public static void WriteTo(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Filled.Value);
    }

    private static byte[] Make()
    {
        using var folder = new TemporaryFolder();
        using var session = new Session().ImportModule().Set("Registry", folder["registry.db"]).Set("Data", Places.Data);
        session.Run("Connect-CsCertificateRegistry -Path $Registry").Clean();
        session.Run(Fill).Clean();
        return File.ReadAllBytes(folder["registry.db"]);
    }
}
