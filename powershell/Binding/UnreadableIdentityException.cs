using System;

namespace CsClientCertificate.Binding;

/// <summary>An object that is meant as an identity, and cannot be one. Its message says what to do, so it must be heard.</summary>
internal class UnreadableIdentityException : ArgumentException
{
    internal UnreadableIdentityException(string message)
        : base(message)
    {
    }
}
