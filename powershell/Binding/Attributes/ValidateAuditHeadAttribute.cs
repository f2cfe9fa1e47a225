using System.Text.RegularExpressions;

namespace CsClientCertificate.Binding;

/// <summary>Refuses a text that is not a valid audit head before the registry is read.</summary>
public sealed class ValidateAuditHeadAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string head && !Regex.IsMatch(head.Trim(), "^[0-9]{1,18}:[0-9A-Fa-f]{64}$", RegexOptions.CultureInvariant))
        {
            throw new ValidationMetadataException(
                "This is not a valid audit head. The format is <count>:<SHA-256 in hexadecimal>, as in the property AuditHead of Get-CsCertificateRegistry.");
        }
    }
}
