namespace CsClientCertificate.Binding;

/// <summary>The type names of copies.</summary>
internal static class TypeNames
{
    // Of remoting and Export-Clixml, of Select-Object, of Import-Csv; of one copied several times they stand one before the other.
    private static readonly string[] Marks = ["Deserialized.", "Selected.", "CSV:"];

    // A table's first line may have been quoted like its others.
    private static readonly char[] Around = [' ', '"', '\''];

    /// <summary>The name of the type of what was copied.</summary>
    internal static string OfOriginal(string name)
    {
        string plain = name.Trim(Around);
        for (int i = 0; i < Marks.Length; i++)
        {
            if (plain.StartsWith(Marks[i], StringComparison.OrdinalIgnoreCase))
            {
                plain = plain.Substring(Marks[i].Length).Trim(Around);
                i = -1;
            }
        }

        return plain;
    }
}
