namespace CsClientCertificate.Model;

/// <summary>The texts of a user, copied in one piece; each string is created at its first use, and kept.</summary>
internal sealed unsafe class UserText
{
    private const int FieldCount = (int)Field.Attributes + 1;

    // The places of the fields, and then their bytes: one array instead of two for each of a million users.
    private readonly byte[] buffer;
    private string?[]? made;

    internal UserText(NativeUser* borrowed)
    {
        NativeText text = borrowed->Text;
        int head = FieldCount * sizeof(TextSpan);
        buffer = new byte[head + text.Length];
        fixed (byte* start = buffer)
        {
            Buffer.MemoryCopy(text.Data, start + head, text.Length, text.Length);
            var spans = (TextSpan*)start;
            Place(Field.DistinguishedName, borrowed->DistinguishedName);
            Place(Field.SipAddress, borrowed->SipAddress);
            Place(Field.DisplayName, borrowed->DisplayName);
            Place(Field.SamAccountName, borrowed->SamAccountName);
            Place(Field.UserPrincipalName, borrowed->UserPrincipalName);
            Place(Field.CommonName, borrowed->CommonName);
            Place(Field.LineUri, borrowed->LineUri);
            Place(Field.GivenName, borrowed->GivenName);
            Place(Field.Surname, borrowed->Surname);
            Place(Field.Department, borrowed->Department);
            Place(Field.Title, borrowed->Title);
            Place(Field.Attributes, borrowed->Attributes);

            void Place(Field field, NativeText place) => spans[(int)field] = TextSpan.Of(place, text, head);
        }
    }

    /// <summary>The fields.</summary>
    internal enum Field
    {
        DistinguishedName,
        SipAddress,
        DisplayName,
        SamAccountName,
        UserPrincipalName,
        CommonName,
        LineUri,
        GivenName,
        Surname,
        Department,
        Title,
        Attributes,
    }

    internal string? this[Field field]
    {
        get
        {
            // Two threads may both create it: the strings are equal, and either may stay.
            string?[] strings = made ??= new string?[FieldCount];
            return strings[(int)field] ??= Span(field).String(buffer);
        }
    }

    /// <summary>A field's UTF-8, not kept.</summary>
    internal byte[]? Bytes(Field field) => Span(field).Bytes(buffer);

    /// <summary>A field's UTF-8 as an argument.</summary>
    internal NativeText Argument(Field field, NativeArena arena) => Span(field).Argument(buffer, arena);

    private TextSpan Span(Field field)
    {
        fixed (byte* start = buffer)
        {
            return ((TextSpan*)start)[(int)field];
        }
    }
}
