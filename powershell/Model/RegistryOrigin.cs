using System;
using CsClientCertificate.Session;

namespace CsClientCertificate.Model;

/// <summary>Which registry an object came from; shared by all objects of one command.</summary>
internal sealed class RegistryOrigin
{
    internal RegistryOrigin(RegistryChoice choice, Guid id)
    {
        Choice = choice;
        Id = id;
    }

    /// <summary>How to open it again.</summary>
    internal RegistryChoice Choice { get; }

    /// <summary>Its own id: keys mean something in this registry only, wherever it lies.</summary>
    internal Guid Id { get; }
}
