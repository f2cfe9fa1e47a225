namespace CsClientCertificate.Registry;

/// <summary>One value of an attribute of a directory object; without a value it clears the attribute.</summary>
internal readonly struct DirectoryAttribute
{
    private DirectoryAttribute(string name, string? text, byte[]? bytes)
    {
        Name = name;
        Text = text;
        Bytes = bytes;
    }

    /// <summary>A directory attribute's name, or a friendly property name.</summary>
    internal string Name { get; }

    internal string? Text { get; }

    internal byte[]? Bytes { get; }

    internal static DirectoryAttribute Clear(string name) => new(name, null, null);

    internal static DirectoryAttribute Of(string name, string text) => new(name, text, null);

    internal static DirectoryAttribute Of(string name, byte[] bytes) => new(name, null, bytes);
}
