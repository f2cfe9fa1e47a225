namespace CsClientCertificate.Model;

/// <summary>The registry that an object came from; shared by all objects of a command.</summary>
/// <param name="Choice">How to open it again.</param>
/// <param name="Id">Its id: keys are valid only in this registry, wherever it is.</param>
internal sealed record RegistryOrigin(RegistryChoice Choice, Guid Id);
