namespace CsClientCertificate.Model;

/// <summary>What an installation found and left.</summary>
public sealed class RegistryInstallation
{
    internal RegistryInstallation(string location, int previousSchemaVersion, int schemaVersion)
    {
        Location = location;
        PreviousSchemaVersion = previousSchemaVersion == 0 ? null : previousSchemaVersion;
        SchemaVersion = schemaVersion;
    }

    /// <summary>The database, without secrets.</summary>
    public string Location { get; }

    /// <summary>The schema version that was there; null where there was no registry.</summary>
    public int? PreviousSchemaVersion { get; }

    /// <summary>The schema version that is there now.</summary>
    public int SchemaVersion { get; }
}
