namespace CsClientCertificate.Registry;

/// <summary>A user that the beginning of a name may mean.</summary>
/// <param name="Text">An identity of this user and of nobody else.</param>
/// <param name="Name">For the list.</param>
/// <param name="SipAddress">Null if the user has none.</param>
/// <param name="RegistrarPool">Null if the user is assigned to none.</param>
internal sealed record UserCompletion(string Text, string Name, string? SipAddress, string? RegistrarPool);
