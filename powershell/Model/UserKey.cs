using System;

namespace CsClientCertificate.Model;

/// <summary>A user by key: never reused, never a name, valid in one registry.</summary>
internal readonly struct UserKey
{
    internal UserKey(Guid registryId, long value)
    {
        RegistryId = registryId;
        Value = value;
    }

    internal Guid RegistryId { get; }

    internal long Value { get; }
}
