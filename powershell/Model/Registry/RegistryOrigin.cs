namespace CsClientCertificate.Model;

/// <summary>The registry that an object came from; shared by all objects of a command.</summary>
internal sealed class RegistryOrigin
{
    internal RegistryOrigin(RegistryChoice choice, Guid id)
    {
        Choice = choice;
        Id = id;
    }

    /// <summary>How to open it again.</summary>
    internal RegistryChoice Choice { get; }

    /// <summary>Its id: keys are valid only in this registry, wherever it is.</summary>
    internal Guid Id { get; }
}
