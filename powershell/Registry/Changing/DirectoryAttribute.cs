namespace CsClientCertificate.Registry;

/// <summary>One value of an attribute of a directory object; without a value it clears the attribute.</summary>
/// <param name="Name">A directory attribute's name, or a friendly property name.</param>
/// <param name="Text">The value, if it is a text.</param>
/// <param name="Bytes">The value, if it is none.</param>
internal readonly record struct DirectoryAttribute(string Name, string? Text, byte[]? Bytes)
{
    internal static DirectoryAttribute Clear(string name) => new(name, null, null);

    internal static DirectoryAttribute Of(string name, string text) => new(name, text, null);

    internal static DirectoryAttribute Of(string name, byte[] bytes) => new(name, null, bytes);
}
