namespace CsClientCertificate.Bench.Servers;

/// <summary>A registry on the server, and how long its import took.</summary>
internal sealed record ServerRegistry(string Database, double ImportSeconds);
