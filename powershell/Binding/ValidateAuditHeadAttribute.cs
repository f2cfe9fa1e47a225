using System;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace CsClientCertificate.Binding;

/// <summary>Refuses a text that cannot be an audit's head, before the registry is read for it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateAuditHeadAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string head && !Regex.IsMatch(head.Trim(), "^[0-9]{1,18}:[0-9A-Fa-f]{64}$", RegexOptions.CultureInvariant))
        {
            throw new ValidationMetadataException(
                "That is no audit head. It is written <count>:<SHA-256 in hexadecimal>, as the property AuditHead of Get-CsCertificateRegistry is.");
        }
    }
}
