using CsClientCertificate.Registry;

namespace CsClientCertificate.Commands;

/// <summary>What became of one whom Revoke accepted, and the name to say it under.</summary>
internal readonly struct RevocationOutcome
{
    internal RevocationOutcome(string name, RevocationResult result)
    {
        Name = name;
        Result = result;
    }

    internal string Name { get; }

    internal RevocationResult Result { get; }
}
