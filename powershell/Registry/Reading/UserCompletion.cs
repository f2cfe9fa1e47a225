namespace CsClientCertificate.Registry;

/// <summary>A user that the beginning of a name may mean.</summary>
internal sealed class UserCompletion
{
    internal UserCompletion(string text, string name, string? sipAddress, string? registrarPool)
    {
        Text = text;
        Name = name;
        SipAddress = sipAddress;
        RegistrarPool = registrarPool;
    }

    /// <summary>An identity of this user and of nobody else.</summary>
    internal string Text { get; }

    internal string Name { get; }

    internal string? SipAddress { get; }

    internal string? RegistrarPool { get; }
}
