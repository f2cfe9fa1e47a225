namespace CsClientCertificate.Binding;

/// <summary>
/// Why certificates are revoked, as a command is told: a name of RFC 5280 or, in a column of a table, whatever was written there.
/// </summary>
public sealed class RevocationReasonParameter
{
    /// <summary>A reason by its name, or by other words.</summary>
    /// <param name="value">The name in any case, a <see cref="Model.RevocationReason"/>, or any text; blank stands for Unspecified.</param>
    public RevocationReasonParameter(object? value)
    {
        string text = (LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty).Trim();
        if (text.Length == 0)
        {
            return;
        }

        // Names alone: a number in a column is some other system's, and Enum.TryParse would add "1, 2" up.
        foreach (RevocationReason reason in Enum.GetValues(typeof(RevocationReason)))
        {
            if (string.Equals(reason.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                Reason = reason;
                return;
            }
        }

        OtherText = text;
    }

    /// <summary>The reason; Unspecified where it was no name of one.</summary>
    internal RevocationReason Reason { get; } = RevocationReason.Unspecified;

    /// <summary>The text, if it was not the name of a reason; otherwise null.</summary>
    internal string? OtherText { get; }

    /// <summary>The reason as given.</summary>
    public override string ToString() => OtherText ?? Reason.ToString();
}
