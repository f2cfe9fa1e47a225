using CsClientCertificate.Native;

namespace CsClientCertificate.Model;

/// <summary>Texts of a user's row; each string is made when first asked for, and kept.</summary>
internal sealed unsafe class UserText
{
    private readonly RowText row;
    private readonly TextSpan[] spans;
    private string?[]? made;

    internal UserText(NativeUser* borrowed)
    {
        row = new RowText(borrowed->Text);
        spans =
        [
            row.Locate(borrowed->DistinguishedName),
            row.Locate(borrowed->SipAddress),
            row.Locate(borrowed->RegistrarPool),
            row.Locate(borrowed->HomeServer),
            row.Locate(borrowed->DisplayName),
            row.Locate(borrowed->SamAccountName),
            row.Locate(borrowed->UserPrincipalName),
            row.Locate(borrowed->CommonName),
            row.Locate(borrowed->LineUri),
            row.Locate(borrowed->GivenName),
            row.Locate(borrowed->Surname),
            row.Locate(borrowed->Department),
            row.Locate(borrowed->Title),
            row.Locate(borrowed->Attributes),
        ];
    }

    /// <summary>The fields, in the order of the row.</summary>
    internal enum Field
    {
        DistinguishedName,
        SipAddress,
        RegistrarPool,
        HomeServer,
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
            // Two threads may both make it: the strings are equal, and either may stay.
            int index = (int)field;
            string?[] strings = made ??= new string?[spans.Length];
            return strings[index] ??= row.String(spans[index]);
        }
    }

    /// <summary>A field's UTF-8, not kept.</summary>
    internal byte[]? Bytes(Field field) => row.Bytes(spans[(int)field]);
}
